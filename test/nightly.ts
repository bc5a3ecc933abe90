/** True in `npm run test:all`: the whole of each matrix, and what takes a minute for one answer. */
export const nightly = process.env["CARDHALL_ALL"] !== undefined;
