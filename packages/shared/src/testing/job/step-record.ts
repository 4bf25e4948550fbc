// Everything a step leaves behind while it runs: its log as the runner shows it, annotations within the runner's limits, outputs and
// the other effects. The steps inside a composite action write into their own record and into that of the composite.
import type { Annotation, AnnotationLevel } from "./annotation.ts";
import type { SecretMasker } from "./mask.ts";

// ExecutionContext.cs: _maxCountPerIssueType, _maxIssueMessageLength.
const ANNOTATIONS_PER_LEVEL = 10;
const MESSAGE_CHARACTERS = 4096;

export interface StepRecordOptions {
  readonly masker: SecretMasker;
  /** Debug messages are shown only in debug mode. */
  readonly debug: boolean;
  /** The record of the composite action that the step belongs to. */
  readonly parent?: StepRecord | undefined;
  /** Is told every raw line of stdout and stderr. */
  readonly watch?: ((line: string) => void) | undefined;
}

export class StepRecord {
  readonly masker: SecretMasker;
  readonly log: string[] = [];
  readonly annotations: Annotation[] = [];
  droppedAnnotations = 0;
  readonly groups: string[] = [];
  readonly masks: string[] = [];
  readonly outputs = new Map<string, string>();
  readonly env = new Map<string, string>();
  readonly path: string[] = [];
  summary = "";
  stdout = "";
  stderr = "";
  exitCode: number | undefined;
  pipesHeldMs = 0;
  leakedPipes = false;
  /** A command or command file could not be processed: the step fails, whatever its exit code. */
  commandFailed = false;
  readonly #options: StepRecordOptions;

  constructor(options: StepRecordOptions) {
    this.masker = options.masker;
    this.#options = options;
  }

  /** Shows a message in the log, with its secrets masked; one with line ends is several lines. */
  write(message: string): void {
    this.#append(this.masker.mask(message).split("\n"));
  }

  debug(message: string): void {
    if (this.#options.debug) this.write(`##[debug]${message}`);
  }

  error(message: string): void {
    this.annotate({ level: "error", message });
  }

  warning(message: string): void {
    this.annotate({ level: "warning", message });
  }

  /** Logs an annotation and keeps it, up to ten of a level a step. The message is masked and cut; title and file are not, as on the runner. */
  annotate(annotation: Annotation): void {
    const message = this.masker.mask(annotation.message).slice(0, MESSAGE_CHARACTERS);
    if (message !== "") this.write(`##[${annotation.level}]${message}`);
    this.#keep({ ...annotation, message });
  }

  /** Registers a secret: from now on it is masked in the log of the whole job. */
  mask(value: string): void {
    this.masker.add(value);
    this.#each((record) => record.masks.push(value));
  }

  group(title: string): void {
    this.#each((record) => record.groups.push(title));
  }

  /** A variable for the later steps of the job. */
  setEnv(name: string, value: string): void {
    this.#each((record) => record.env.set(name, value));
  }

  addPath(directory: string): void {
    this.#each((record) => record.path.push(directory));
  }

  addSummary(text: string): void {
    this.#each((record) => {
      record.summary += text;
    });
  }

  /** Keeps what a process printed, as it came. */
  sawOutput(stdout: string, stderr: string): void {
    this.#each((record) => {
      record.stdout += stdout;
      record.stderr += stderr;
    });
  }

  sawLine(line: string): void {
    this.#each((record) => record.#options.watch?.(line));
  }

  sawExit(exitCode: number, pipesHeldMs: number, leakedPipes: boolean): void {
    this.#each((record) => {
      record.exitCode = exitCode;
      record.pipesHeldMs = Math.max(record.pipesHeldMs, pipesHeldMs);
      record.leakedPipes ||= leakedPipes;
    });
  }

  #keep(annotation: Annotation): void {
    this.#each((record) => {
      if (countOf(record.annotations, annotation.level) < ANNOTATIONS_PER_LEVEL) record.annotations.push(annotation);
      else record.droppedAnnotations += 1;
    });
  }

  #append(lines: readonly string[]): void {
    this.#each((record) => record.log.push(...lines));
  }

  #each(change: (record: StepRecord) => void): void {
    change(this);
    if (this.#options.parent !== undefined) this.#options.parent.#each(change);
  }
}

function countOf(annotations: readonly Annotation[], level: AnnotationLevel): number {
  return annotations.filter((annotation) => annotation.level === level).length;
}
