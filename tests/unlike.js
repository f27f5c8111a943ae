// Runs axe on what no page before this one has shown it. Given: the kinds of element that axe has read at
// this width (`makes`) and in these colours too (`looks`), both as numbers, whether the page is to be read
// as a whole, and axe's options. Returned: the faults, and the makes and looks read now.
//
// Two elements are of one make if nothing that a rule of axe asks of a single element tells them apart:
// their tag, their attributes (of those that hold an address, a name or words: whether they are blank;
// of references: whether they lead somewhere), whether they hold words, whether they are seen, and all of
// this for the elements around them. They have one look if their colours and type are the same as well.
//
// What axe has read stands aside while it runs, unless it holds what is new, is a heading (their order is
// a rule), names another by its words, or is what makes a table one. Contrast is asked of new looks alone.
async ([makes, looks, whole, options]) => {
    const WORDS =
        /^(id|href|src|srcset|alt|title|aria-label|for|name|value|content|min|max|step|width|height|viewBox|data-.*)$/;
    const REFERENCES = /^aria-(labelledby|describedby|controls|owns|details)$/;
    const IN_A_DRAWING = /^(role|tabindex|aria-.*)$/;
    const HEADINGS = 'h1, h2, h3, h4, h5, h6';
    const NAMED_BY_WORDS = 'label, legend, summary, caption, th, dt, option, a, button';
    const STAYS = `${NAMED_BY_WORDS}, :is(${HEADINGS}) *, :has(label), thead, tbody, tr:nth-child(-n+2), td`;
    const COLOURS = ['color', 'backgroundColor', 'backgroundImage', 'fontSize', 'fontWeight', 'opacity',
        'position', 'textDecorationLine', 'forcedColorAdjust'];
    const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];
    const NEW = 'data-new-to-axe';
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
            const marked = attributes.filter(one => IN_A_DRAWING.test(one.name)).map(told).sort();
            if (!marked.length) return around;
            const make = number(['drawn', part.tagName, seen, ...marked].join('|'));
            return {make, look: make};
        }
        const words = [...part.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        const style = getComputedStyle(part);
        const said = [part.tagName, words, seen, ...attributes.map(told).sort()].join('|');
        const look = COLOURS.map(name => style[name]).join('|');
        return {make: number(`${around.make}|${said}`), look: number(`${around.look}|${said}|${look}`)};
    };
    const knownMakes = new Set(makes), knownLooks = new Set(looks);
    const newMakes = new Set(), newLooks = new Set(), kinds = new Map(), aside = [], fresh = [];
    const visit = (part, around) => {  // whether it, or anything in it, must be before axe
        const own = kind(part, around);
        const newMake = !knownMakes.has(own.make) && !newMakes.has(own.make);
        const newLook = !knownLooks.has(own.look) && !newLooks.has(own.look);
        if (newMake) newMakes.add(own.make);
        if (newLook) newLooks.add(own.look);
        if (newLook) fresh.push(part);
        kinds.set(part, own);
        const inside = new Set([...part.children].filter(child => visit(child, own)));
        if (!newMake && !newLook && !inside.size && !part.matches(HEADINGS)) return false;
        if (!part.closest(NAMED_BY_WORDS))
            for (const child of part.children)
                if (!inside.has(child) && !child.matches(STAYS)) aside.push(child);
        return true;
    };
    visit(document.body, {make: 0, look: 0});
    if (!whole && !newMakes.size) {
        if (!newLooks.size) return {makes: [], looks: [], faults: []};
        options = {...options, runOnly: {type: 'rule', values: COLOUR_RULES}};
    }
    axe.configure({rules: [{id: 'color-contrast', selector: `[${NEW}]`}]});
    const styles = aside.map(part => part.getAttribute('style'));
    for (const part of aside) part.style.setProperty('display', 'none', 'important');
    for (const part of fresh) part.setAttribute(NEW, '');
    try {
        const found = await axe.run(document, {...options, elementRef: true});
        // What has a fault, or is doubtful, is read again wherever it stands.
        for (const rule of [...found.violations, ...found.incomplete])
            for (const {element} of rule.nodes)
                if (kinds.has(element) && !drawn(element)) {
                    newMakes.delete(kinds.get(element).make);
                    newLooks.delete(kinds.get(element).look);
                }
        return {
            makes: [...newMakes],
            looks: [...newLooks],
            faults: found.violations.flatMap(rule => rule.nodes.map(
                node => `${rule.id}: ${node.html.replace(` ${NEW}=""`, '').slice(0, 120)}`)),
        };
    } finally {
        aside.forEach((part, index) => styles[index] === null
            ? part.removeAttribute('style') : part.setAttribute('style', styles[index]));
        for (const part of fresh) part.removeAttribute(NEW);
    }
}
