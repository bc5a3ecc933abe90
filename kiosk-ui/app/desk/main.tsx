import "../design/tokens.css";
import "../centre/centre.css";
import "./desk.css";
import { open } from "../centre/open.tsx";
import { StaffPage } from "../centre/staff-page.tsx";
import { Desk } from "./desk.tsx";

open(({ centre, language, newKey, print, reader }) => (
  <StaffPage centre={centre} face="desk" firstLanguage={language}>
    {(at) => <Desk at={at} newKey={newKey} print={print} browser={reader} />}
  </StaffPage>
));
