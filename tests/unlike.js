// Runs axe on what no page before this one has shown it. Given: the kinds of element that axe has read
// (numbers) and axe's options; returned: the faults, and the kinds read now.
//
// Two elements are of one kind if nothing that a rule of axe asks of a single element tells them apart:
// their tag, their attributes (of those that hold an address, a name or words: whether they are blank;
// of references: whether they lead somewhere), whether they hold words, the colours, type and room that
// the stylesheet gives them, whether they are seen, and all of this for the elements around them.
// An element of a known kind is hidden while axe runs, unless it holds one of another kind, is a heading
// (their order is a rule), names another by its words, or is what makes a table one.
async ([known, options]) => {
    const WORDS = /^(id|href|src|srcset|alt|title|aria-label|for|name|value|content|min|max|step|width|height|viewBox|data-.*)$/;
    const REFERENCES = /^aria-(labelledby|describedby|controls|owns|details)$/;
    const IN_A_DRAWING = /^(role|tabindex|aria-.*)$/;
    const HEADINGS = 'h1, h2, h3, h4, h5, h6';
    const NAMED_BY_WORDS = 'label, legend, summary, caption, th, dt, option, a, button';
    const STAYS = `${NAMED_BY_WORDS}, :has(label), thead, tbody, tr:nth-child(-n+2), td`;
    const LOOKS = ['color', 'backgroundColor', 'backgroundImage', 'fontSize', 'fontWeight', 'display',
        'opacity', 'position', 'overflow', 'textDecorationLine'];
    const number = text => {  // cyrb53: 53 bits, so that two kinds are not taken for one
        let a = 0xdeadbeef, b = 0x41c6ce57;
        for (let i = 0; i < text.length; i++) {
            const letter = text.charCodeAt(i);
            a = Math.imul(a ^ letter, 2654435761);
            b = Math.imul(b ^ letter, 1597334677);
        }
        a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
        b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
        return 4294967296 * (2097151 & b) + (a >>> 0);
    };
    const told = ({name, value}) => {
        if (WORDS.test(name)) return `${name}:${value.trim() !== ''}`;
        if (REFERENCES.test(name))
            return `${name}:${value.split(/\s+/).every(id => document.getElementById(id))}`;
        return `${name}=${value}`;
    };
    // What is drawn has its own test of contrast: axe cannot tell what lies under a drawing's words.
    const drawn = part => part instanceof SVGElement && part.ownerSVGElement !== null;
    const kind = (part, around) => {
        const attributes = [...part.attributes];
        const seen = part.checkVisibility({visibilityProperty: true});
        if (drawn(part)) {
            const told_of = attributes.filter(one => IN_A_DRAWING.test(one.name)).map(told).sort();
            return told_of.length ? number(['drawn', part.tagName, seen, ...told_of].join('|')) : around;
        }
        const words = [...part.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        const style = getComputedStyle(part);
        return number([around, part.tagName, words, seen, ...attributes.map(told).sort(),
            ...LOOKS.map(name => style[name])].join('|'));
    };
    const read = new Set(known), kinds = new Map(), hidden = [];
    const visit = (part, around) => {  // whether it, or anything in it, must be seen by axe
        const own = kind(part, around);
        const unlike = !read.has(own) || part.matches(HEADINGS);
        read.add(own);
        kinds.set(part, own);
        const inside = new Set([...part.children].filter(child => visit(child, own)));
        if (!unlike && !inside.size) return false;
        if (!part.closest(NAMED_BY_WORDS))
            for (const child of part.children)
                if (!inside.has(child) && !child.matches(STAYS)) hidden.push(child);
        return true;
    };
    visit(document.body, 0);
    const styles = hidden.map(part => part.getAttribute('style'));
    for (const part of hidden) part.style.setProperty('display', 'none', 'important');
    try {
        const found = await axe.run(document, {...options, elementRef: true});
        // What has a fault, or is doubtful, is read again wherever it stands.
        for (const rule of [...found.violations, ...found.incomplete])
            for (const node of rule.nodes)
                if (!drawn(node.element)) read.delete(kinds.get(node.element));
        known.forEach(one => read.delete(one));
        return {
            read: [...read],
            faults: found.violations.flatMap(rule =>
                rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 120)}`)),
        };
    } finally {
        hidden.forEach((part, index) => styles[index] === null
            ? part.removeAttribute('style') : part.setAttribute('style', styles[index]));
    }
}
