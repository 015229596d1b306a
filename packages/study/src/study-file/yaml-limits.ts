import { StudyError } from "../errors.ts";

/**
 * Refuses YAML that could exhaust its parser. A study nests five levels deep. Thousands of levels would exhaust the parser's stack or its regular expressions, which
 * ends the whole process, so they are refused before it sees them.
 *
 * @throws StudyError `study-file` with file and line.
 */
export function refuseDeepNesting(text: string, file: string): void {
  let brackets = 0;
  text.split("\n").forEach((line, i) => {
    const lead = /^[\s\-?:]*/.exec(line)![0].length;
    for (const character of line) {
      if (character === "[" || character === "{") brackets++;
      else if ((character === "]" || character === "}") && brackets > 0) brackets--;
    }
    if (lead > 200 || brackets > 100) {
      throw new StudyError(
        "study-file",
        `${file}, line ${i + 1}: nested too deeply; a study file has about five levels.`,
      );
    }
  });
}
