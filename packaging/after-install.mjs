// Placeholder written first so that `npm install` can run; replaced below in the same commit.
