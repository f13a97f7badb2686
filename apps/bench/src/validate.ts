// Whether something is a file of results. A page may not make code of text: there the build puts ajv's compiled code in this place.
import Ajv from "ajv";
import schema from "../results.schema.json";
import type { Report } from "./report";

export const validate = new Ajv({ allowUnionTypes: true }).compile<Report>(schema);
