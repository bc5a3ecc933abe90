import "../design/tokens.css";
import "../centre/centre.css";
import "./console.css";
import { open } from "../centre/open.tsx";
import { StaffPage } from "../centre/staff-page.tsx";
import { Console } from "./console.tsx";

open(({ centre, language, now, reader }) => (
  <StaffPage centre={centre} face="console" firstLanguage={language}>
    {(at) => <Console at={at} now={now} maker={reader} />}
  </StaffPage>
));
