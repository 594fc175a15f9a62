/**
 * Takes every address out of a message's styles: backgrounds, fonts, filters, imports. The browser's own parser reads
 * them, so that no way of writing `url(` escapes. How many there were.
 */
export function stripRemoteCss(content: DocumentFragment, inside: Window & typeof globalThis): number {
  let stripped = 0;
  for (const element of content.querySelectorAll<HTMLElement>('[style]')) stripped += stripDeclarations(element.style);
  for (const element of content.querySelectorAll('style')) {
    const text = element.textContent ?? '';
    // A constructed sheet loads nothing and drops imports (CSSOM §6.1).
    const sheet = new inside.CSSStyleSheet();
    try {
      sheet.replaceSync(text);
      stripped += stripRules(sheet) + (/@import/i.test(text) ? 1 : 0);
      element.textContent = [...sheet.cssRules].map((rule) => rule.cssText).join('\n');
    } catch {
      element.remove();
    }
  }
  return stripped;
}

function stripRules(group: { readonly cssRules: CSSRuleList; deleteRule(index: number): void }): number {
  let stripped = 0;
  for (let at = group.cssRules.length - 1; at >= 0; at--) {
    const rule = group.cssRules[at] as CSSRule & Partial<CSSStyleRule> & Partial<CSSGroupingRule>;
    if (rule.constructor.name === 'CSSFontFaceRule') {
      group.deleteRule(at);
      stripped++;
      continue;
    }
    if (rule.style !== undefined) stripped += stripDeclarations(rule.style);
    if (rule.cssRules !== undefined && rule.deleteRule !== undefined) {
      stripped += stripRules(rule as { cssRules: CSSRuleList; deleteRule(index: number): void });
    }
    // What still names an address after that is of a kind that this reader does not know; escapes of selectors are known.
    const isKnown = rule.style !== undefined || rule.cssRules !== undefined;
    if (namesAddress(rule.cssText) || (!isKnown && rule.cssText.includes('\\'))) {
      group.deleteRule(at);
      stripped++;
    }
  }
  return stripped;
}

function stripDeclarations(style: CSSStyleDeclaration): number {
  let stripped = 0;
  // A copy: what is removed would move the rest.
  const properties = Array.from(style);
  for (const property of properties) {
    const value = style.getPropertyValue(property);
    // A property of the message's own stays as it was written, and `\75rl(` becomes an address where it is used.
    if (!namesAddress(value) && !(property.startsWith('--') && value.includes('\\'))) continue;
    style.removeProperty(property);
    stripped++;
  }
  return stripped;
}

/** In the parser's own spelling. Pictures in the style itself ask nobody. */
function namesAddress(text: string): boolean {
  return /(?:url|src|image|image-set)\(\s*["']?(?!["']?data:image\/)/i.test(text);
}
