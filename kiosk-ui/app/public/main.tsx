import "../design/tokens.css";
import "../centre/centre.css";
import "./public.css";
import { open } from "../centre/open.tsx";
import { PublicPage } from "./public.tsx";

open((browser) => <PublicPage {...browser} />);
