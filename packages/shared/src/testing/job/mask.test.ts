import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskedForms, SecretMasker } from "./mask.ts";

function maskerOf(...secrets: string[]): SecretMasker {
  const masker = new SecretMasker();
  for (const secret of secrets) masker.add(secret);
  return masker;
}

describe("SecretMasker", () => {
  const secret = 'p@ss "w0rd" <&> it\'s';
  it.each([
    ["as it is", secret],
    ["in base64", Buffer.from(secret).toString("base64").replace(/=+$/, "")],
    ["in base64 after one other byte", Buffer.from(`x${secret}`).toString("base64").slice(4).replace(/=+$/, "")],
    ["in base64 after two other bytes", Buffer.from(`xy${secret}`).toString("base64").slice(4).replace(/=+$/, "")],
    ["in a JSON string", JSON.stringify(secret).slice(1, -1)],
    ["in a URL", "p%40ss%20%22w0rd%22%20%3C%26%3E%20it%27s"],
    ["in XML", "p@ss &quot;w0rd&quot; &lt;&amp;&gt; it&apos;s"],
    ["in an expression", secret.replace("'", "''")],
    ["on a command line", secret.replaceAll('"', '\\"')],
  ])("masks a secret %s", (_form, text) => {
    expect(maskerOf(secret).mask(`before ${text} after`)).not.toContain(text);
  });

  it("masks the padding-free, URL-safe base64 too", () => {
    const value = "\u00fb\u00ff\u00fe secret ???>>>";
    const encoded = Buffer.from(value).toString("base64url");
    expect(maskerOf(value).mask(encoded)).toBe("***");
  });

  it("masks a value without the quotes around it when it is longer than 8 characters", () => {
    expect(maskerOf('"abcdefgh"').mask("abcdefgh")).toBe("***");
    expect(maskerOf('"abcde"').mask("abcde")).toBe("abcde");
  });

  it("masks each line of a multi-line value, and the whole", () => {
    const masker = maskerOf("abc\rdef\nghi\r\njkl");
    for (const line of ["abc", "def", "ghi", "jkl", "abc\rdef\nghi\r\njkl"]) expect(masker.mask(line)).toBe("***");
    expect(masker.mask("   ")).toBe("   ");
  });

  it("makes one *** of ranges that overlap or touch", () => {
    expect(maskerOf("abc", "cde").mask("-abcde-")).toBe("-***-");
    expect(maskerOf("abc", "def").mask("-abcdef-")).toBe("-***-");
    expect(maskerOf("abc").mask("abcabc abc")).toBe("*** ***");
    expect(maskerOf("abcdef", "bc").mask("abcdefg")).toBe("***g");
  });

  it("leaves text alone when nothing is registered, and ignores the empty value", () => {
    expect(maskerOf("").mask("text")).toBe("text");
  });

  it("never lets a registered value through", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 4 }), { minLength: 1, maxLength: 4 }), fc.string(), (secrets, around) => {
        const secretsInText = secrets.filter((one) => one.trim() === one && !/[\r\n*]/.test(one));
        const masker = maskerOf(...secretsInText);
        const masked = masker.mask(secretsInText.join(around));
        for (const one of secretsInText) expect(masked).not.toContain(one);
      }),
    );
  });
});

describe("maskedForms", () => {
  it("splits at an ampersand as PowerShell does, and drops parts under 6 characters", () => {
    expect(maskedForms("part-one&part-two&part-three")).toEqual(expect.arrayContaining(["part-one&part-two&", "part-three"]));
    expect(maskedForms("part-one&+Xpart-two")).toEqual(expect.arrayContaining(["part-one&+", "part-two"]));
    expect(maskedForms("a&b")).not.toContain("a&");
  });
});
