import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Problems } from '../../lib/values/problems';

/** The colour behind a banner, where a terminal shows colours. */
export enum BannerColour {
  /** Red. */
  RED = 'red',
  /** Yellow. */
  YELLOW = 'yellow',
  /** Green. */
  GREEN = 'green',
  /** Blue. */
  BLUE = 'blue',
}

/** What an `EnvironmentBanner` says. */
export interface EnvironmentBannerProps {
  /** Name of the environment as people should see it, for example `PRODUCTION`: up to 32 letters, digits, spaces, `.`, `_` and `-`. */
  readonly label: string;
  /** What people should know, for example `Customers work here. Sessions are recorded.`: up to 160 printable ASCII characters. */
  readonly message: string;
  /**
   * Colour behind it.
   * @default BannerColour.BLUE
   */
  readonly colour?: BannerColour;
}

/**
 * What tells people which environment they are in (ACC-06, ISO 27001 control 8.31): the same words at the start of a shell, in its
 * prompt and on dashboards. Whatever the words are, they are shown and never run: shells get them quoted, and
 * characters that some shell would take for a quote or a command are refused.
 *
 * @example
 * const banner = new EnvironmentBanner({ label: 'STAGING', message: 'Masked data only. Sessions are recorded.', colour: BannerColour.GREEN });
 * const dashboardHead = banner.makeWidget();
 */
export class EnvironmentBanner {
  /** Name of the environment as people see it. */
  public readonly label: string;
  /** What people should know. */
  public readonly message: string;
  /** Commands that show the banner and set the prompt in a POSIX shell. */
  public readonly linuxProfile: string;
  /** Commands that show the banner and set the prompt in PowerShell. */
  public readonly windowsProfile: string;

  public constructor(props: EnvironmentBannerProps) {
    refuse(props);
    const { label, message, colour = BannerColour.BLUE } = props;
    this.label = label;
    this.message = message;
    this.linuxProfile = posix(label, message, colour);
    this.windowsProfile = powershell(label, message, colour);
    refuseLongProfile(label, Math.max(this.linuxProfile.length, this.windowsProfile.length));
  }

  /** A text widget for the top of a dashboard, over its whole width. */
  public makeWidget(): cloudwatch.TextWidget {
    return new cloudwatch.TextWidget({ markdown: `# ${markdown(this.label)}\n\n${markdown(this.message)}`, width: 24, height: 2 });
  }
}

/** ANSI background colours (ECMA-48, SGR). */
const ansi: Record<BannerColour, number> = { [BannerColour.RED]: 41, [BannerColour.GREEN]: 42, [BannerColour.YELLOW]: 43, [BannerColour.BLUE]: 44 };

/** The prompt is expanded each time it is shown, which is why a label may hold no `$` and no backquote. */
function posix(label: string, message: string, colour: BannerColour): string {
  const quote = (text: string) => `'${text.replaceAll('\'', '\'\\\'\'')}'`;
  return [
    `printf '\\033[1;37;${ansi[colour]}m %s \\033[0m %s\\n' ${quote(label)} ${quote(message)}`,
    `export PS1=${quote(`[${label}] $ `)}`,
  ].join('\n');
}

function powershell(label: string, message: string, colour: BannerColour): string {
  const quote = (text: string) => `'${text.replaceAll('\'', '\'\'')}'`;
  const background = colour.charAt(0).toUpperCase() + colour.slice(1);
  return [
    `Write-Host ${quote(` ${label} `)} -ForegroundColor White -BackgroundColor ${background}`,
    `Write-Host ${quote(message)}`,
    `function prompt { ${quote(`[${label}] PS `)} + (Get-Location) + '> ' }`,
  ].join('\n');
}

function markdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-.!|<>~&:]/g, '\\$&');
}

function refuse({ label, message }: EnvironmentBannerProps): void {
  const problems = new Problems();
  problems.when(!/^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,30}[A-Za-z0-9])?$/.test(label), {
    at: 'label', must: 'must be up to 32 letters, digits, spaces, ".", "_" or "-", with a letter or digit at either end', got: label, fix: 'for example "STAGING"',
  });
  // PowerShell takes typographic quotes for quotes, so nothing beyond ASCII is let through.
  problems.when(!/^[\x20-\x7e]{1,160}$/.test(message), {
    at: 'message', must: 'must be 1 to 160 printable ASCII characters on one line', got: message, fix: 'write typographic quotes and dashes plainly',
  });
  problems.when(message.includes('{{'), { at: 'message', must: 'must not contain "{{", which SSM takes for a parameter', got: message, fix: 'write "{ {"' });
  problems.refuse(`banner "${label}"`);
}

/** Session Manager takes profiles of up to 512 characters; a quote takes four of them. */
function refuseLongProfile(label: string, length: number): void {
  const problems = new Problems();
  problems.when(length > 512, { at: 'message', must: 'must leave the profile of a shell at most 512 characters', got: length, fix: 'shorten it' });
  problems.refuse(`banner "${label}"`);
}
