package template

import (
	"maps"
	"slices"
	"strings"

	"github.com/offhook/offhook/provdoc"
)

// tags compiles a template of kind Tags.
func (c *compiler) tags() ([]node, error) {
	t := &tagged{compiler: c}
	for at := 0; at < len(c.text); {
		i := strings.IndexByte(c.text[at:], '%')
		if i < 0 {
			break
		}
		at += i
		p := percentAt(c.text, at)
		if err := t.percent(p, at); err != nil {
			return nil, err
		}
		at += p.length
	}
	if err := t.text(len(c.text)); err != nil {
		return nil, err
	}
	return t.nodes, c.ended(t.place)
}

// A tagged is a template of kind Tags that is being compiled.
type tagged struct {
	*compiler
	nodes []node
	place place
	done  int // up to where the text is compiled
}

// percent compiles what stands at a percent sign.
func (t *tagged) percent(p percent, at int) error {
	switch p.form {
	case signForm:
		// The first of the two percent signs is text, the second is left out.
		err := t.text(at + 1)
		t.done = at + 2
		return err
	case tagForm:
		if err := t.text(at); err != nil {
			return err
		}
		t.done = at + p.length
		return t.tag(p.name, at)
	case wrongForm:
		if err := t.text(at + 1); err != nil {
			return err
		}
		if s := t.place.state; s != comment && s != cdata && s != instruction {
			return t.fail(at, "this percent sign begins no tag: write a tag as %%NAME%%, and a percent sign as %%%%")
		}
	}
	return nil
}

// text compiles the text up to an offset.
func (t *tagged) text(end int) error {
	if end <= t.done {
		return nil
	}
	n, next, err := t.literal(t.compiler.text[t.done:end], t.done, t.place)
	t.nodes, t.place, t.done = append(t.nodes, n), next, end
	return err
}

// tag compiles one tag.
func (t *tagged) tag(name string, at int) error {
	if why := t.place.takesValue(); why != "" {
		return t.fail(at, "%s", strings.Replace(why, "a value stands", "the tag %"+name+"% stands", 1))
	}
	t.names[name] = true
	t.nodes = append(t.nodes, &tag{name: name, label: "%" + name + "%", get: tagValue(name), quote: t.place.quote, at: t.position(at)})
	return nil
}

// A tag writes the value of a tag.
type tag struct {
	name  string
	label string               // as it stands in the template
	get   func(d *Data) string // of a tag that every device has, else nil
	quote byte
	at    position
}

func (n *tag) exec(r *run) (flow, error) {
	r.at = n.at
	text, ok := r.data.Tags[n.name]
	switch {
	case ok:
	case n.get != nil:
		text = n.get(r.data)
	default:
		if text, ok = r.data.Values[n.name]; !ok {
			return onward, n.at.fail(ErrNoValue, "there is no tag %%%s%%%s", n.name, r.data.knownTags(n.name))
		}
	}
	return onward, r.write(text, n.quote, n.label, n.at)
}

// knownTags says which tags there are, the nearest one when one is near.
func (d *Data) knownTags(written string) string {
	own := slices.Sorted(maps.Keys(d.Tags))
	all := slices.Concat(own, slices.Sorted(maps.Keys(deviceTags)), numbered(written), slices.Sorted(maps.Keys(d.Values)))
	if near := provdoc.NearestOf(written, all); near != "" {
		return "; did you mean %" + near + "%?"
	}
	if len(own) == 0 {
		return ": give it a value, or write one that every device has, as %BWMACADDRESS% or %BWLINEPORT-1%"
	}
	return ": give it a value; the tags with one are %" + strings.Join(own[:min(len(own), 16)], "% %") + "%"
}
