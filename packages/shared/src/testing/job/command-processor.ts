// Acts on the workflow commands that a step prints, and logs everything else, as the runner does
// (actions/runner src/Runner.Worker/ActionCommandManager.cs and Handlers/OutputManager.cs). Both output streams go through it.
import { type AnnotationLevel, annotationOf } from "./annotation.ts";
import type { StepRecord } from "./step-record.ts";
import { parseWorkflowCommand, type WorkflowCommand } from "./workflow-command.ts";

const STOP_COMMAND = "stop-commands";
/** Tokens longer than this are masked themselves. */
const SHORT_TOKEN_CHARACTERS = 6;

export interface CommandTarget {
  readonly record: StepRecord;
  readonly workspace: string;
  readonly debug: boolean;
  /** State for the post of the same action, by the old `save-state` command. */
  saveState(name: string, value: string): void;
}

type Handler = (command: WorkflowCommand) => void;

export class CommandProcessor {
  readonly #target: CommandTarget;
  readonly #handlers: ReadonlyMap<string, Handler>;
  /** While set, nothing but this token is a command. Lower case. */
  #stopToken: string | undefined;
  #echo: boolean;

  constructor(target: CommandTarget) {
    this.#target = target;
    this.#echo = target.debug;
    this.#handlers = new Map<string, Handler>([
      ["add-mask", (command) => this.#addMask(command)],
      ["debug", (command) => target.record.debug(command.data)],
      ["error", (command) => this.#annotate("error", command)],
      ["warning", (command) => this.#annotate("warning", command)],
      ["notice", (command) => this.#annotate("notice", command)],
      ["group", (command) => this.#group(command)],
      ["endgroup", () => target.record.write("##[endgroup]")],
      ["echo", (command) => this.#setEcho(command)],
      ["set-env", () => refuse(disabled("set-env"))],
      ["add-path", () => refuse(disabled("add-path"))],
      [
        "set-output",
        (command) => this.#deprecated("set-output", command, (name) => target.record.outputs.set(name, command.data)),
      ],
      ["save-state", (command) => this.#deprecated("save-state", command, (name) => target.saveState(name, command.data))],
      ["add-matcher", () => refuse("Problem matchers are not part of this harness.")],
      ["remove-matcher", () => refuse("Problem matchers are not part of this harness.")],
    ]);
  }

  /** Takes one line of stdout or stderr. */
  line(text: string): void {
    this.#target.record.sawLine(text);
    if (!this.#processed(text)) this.#target.record.write(text);
  }

  #processed(text: string): boolean {
    const command = parseWorkflowCommand(text, (name) => this.#isCommand(name.toLowerCase()));
    if (command === undefined) return false;
    const name = command.name.toLowerCase();
    if (this.#stopToken !== undefined) return this.#resume(name, text);
    if (name === STOP_COMMAND) this.#stop(command.data, text);
    else this.#run(name, command, text);
    return true;
  }

  #isCommand(name: string): boolean {
    return name === STOP_COMMAND || name === this.#stopToken || this.#handlers.has(name);
  }

  #stop(token: string, text: string): void {
    const { record } = this.#target;
    if (token === "" || token.toLowerCase() === "pause-logging" || this.#isCommand(token.toLowerCase())) {
      record.error(INVALID_STOP_TOKEN);
      record.commandFailed = true;
      return;
    }
    if (token.length > SHORT_TOKEN_CHARACTERS) record.masker.add(token);
    this.#stopToken = token.toLowerCase();
    record.write(text);
  }

  #resume(name: string, text: string): boolean {
    if (name !== this.#stopToken) return false;
    this.#stopToken = undefined;
    this.#target.record.write(text);
    return true;
  }

  #run(name: string, command: WorkflowCommand, text: string): void {
    const { record } = this.#target;
    const quiet = QUIET_COMMANDS.has(name);
    if (this.#echo && !quiet) record.write(text);
    try {
      this.#handlers.get(name)?.(command);
    } catch (error) {
      record.error(`Unable to process command '${quiet ? name : text}' successfully.`);
      record.error(error instanceof Error ? error.message : String(error));
      record.commandFailed = true;
    }
  }

  #addMask(command: WorkflowCommand): void {
    const { record } = this.#target;
    if (command.data.trim() === "") {
      record.warning("Can't add secret mask for empty string in ##[add-mask] command.");
      return;
    }
    if (this.#echo) record.write("::add-mask::***");
    record.mask(command.data);
  }

  #annotate(level: AnnotationLevel, command: WorkflowCommand): void {
    this.#target.record.annotate(annotationOf(level, command, this.#target.workspace));
  }

  #group(command: WorkflowCommand): void {
    this.#target.record.group(command.data);
    this.#target.record.write(`##[group]${command.data}`);
  }

  #setEcho(command: WorkflowCommand): void {
    const value = command.data.trim().toUpperCase();
    if (value !== "ON" && value !== "OFF")
      refuse(`Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '${command.data}'.`);
    this.#echo = value === "ON";
  }

  /** `set-output` and `save-state` still work on GitHub, with a warning each time. */
  #deprecated(name: string, command: WorkflowCommand, store: (property: string) => void): void {
    this.#target.record.warning(deprecated(name));
    const property = command.properties.get("name");
    if (property === undefined) refuse(`Required field 'name' is missing in ##[${name}] command.`);
    else store(property);
  }
}

/** Commands that the runner never echoes. */
const QUIET_COMMANDS: ReadonlySet<string> = new Set(["add-mask", "debug", "error", "warning", "notice"]);

function refuse(why: string): void {
  throw new Error(why);
}

// The wording is the runner's (src/Runner.Common/Constants.cs), so that a test can look for what users see.
function disabled(name: string): string {
  return `The \`${name}\` command is disabled. Please upgrade to using Environment Files or opt into unsecure command execution by setting the \`ACTIONS_ALLOW_UNSECURE_COMMANDS\` environment variable to \`true\`. For more information see: https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/`;
}

function deprecated(name: string): string {
  return `The \`${name}\` command is deprecated and will be disabled soon. Please upgrade to using Environment Files. For more information see: https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/`;
}

const INVALID_STOP_TOKEN =
  "You cannot use a endToken that is an empty string, the string 'pause-logging', or another workflow command. For more information see: https://docs.github.com/actions/learn-github-actions/workflow-commands-for-github-actions#example-stopping-and-starting-workflow-commands or opt into insecure command execution by setting the `ACTIONS_ALLOW_UNSECURE_STOPCOMMAND_TOKENS` environment variable to `true`.";
