package windowtest

import "strings"

// A script is a list of steps as a person would tell them over the telephone.

// step is something done with keys alone.
type step func(p *program)

// run takes the steps one after the other.
func (p *program) run(steps ...step) {
	p.t.Helper()
	for _, s := range steps {
		s(p)
	}
}

// keys presses keys.
func keys(names ...string) step {
	return func(p *program) {
		p.last = "keys " + strings.Join(names, " ")
		p.Key(names...)
	}
}

// repeat is a key pressed several times.
func repeat(n int, key string) step {
	return func(p *program) {
		for range n {
			p.Key(key)
		}
	}
}

// fill goes through fields with Tab and leaves the cursor in the last one.
func fill(fields ...step) step {
	return func(p *program) {
		for i, field := range fields {
			if i > 0 {
				p.Key("Tab")
			}
			field(p)
		}
	}
}

// skip leaves a field as it is.
func skip(*program) {}

// tick changes a box.
func tick(p *program) { p.Key("space") }

// pick goes so many entries down a list.
func pick(n int) step { return repeat(n, "Right") }

// text types into a field, line by line.
func text(s string) step {
	return func(p *program) {
		p.last = "text " + s
		for i, line := range strings.Split(s, "\n") {
			if i > 0 {
				p.Key("Return")
			}
			p.Write(line)
		}
	}
}

// instead types over what is in the field.
func instead(s string) step {
	return func(p *program) {
		p.Key("ctrl+a")
		text(s)(p)
	}
}

// press goes on so many fields, to a button, and presses it.
func press(tabs int) step {
	return func(p *program) {
		repeat(tabs, "Tab")(p)
		p.Key("Return")
	}
}

// saving takes steps that end in one save, and has a picture taken before.
func saving(name string, steps ...step) step {
	return func(p *program) {
		p.t.Helper()
		before := p.saves()
		p.run(steps[:len(steps)-1]...)
		p.shot(name)
		p.run(steps[len(steps)-1])
		p.last = name
		p.WaitFor(name+" to be saved", func() bool { return p.saves() == before+1 })
	}
}

// opening takes steps that open a screen.
func opening(page int, steps ...step) step {
	return func(p *program) {
		p.t.Helper()
		times := p.screens(page) + 1
		p.run(steps...)
		p.onScreen(page, times)
	}
}

// look takes a picture.
func look(name string) step { return func(p *program) { p.shot(name) } }
