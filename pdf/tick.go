package pdf

import "woshou/data/form"

// The boxes before alternatives. No font at hand has a ticked one: it is set as a box
// with a tick over it.
const (
	emptyBox  = '□'
	tickedBox = '☑'
	tick      = "√"
)

// tickBox is the box before an alternative.
func tickBox(c form.Choice) string {
	if c.Chosen {
		return string(tickedBox)
	}
	return string(emptyBox)
}

// standIn is the character whose place one takes on a line.
func standIn(r rune) rune {
	if r == tickedBox {
		return emptyBox
	}
	return r
}

// ticked returns the boxes of a ticked box that text would have stood in.
func ticked(b Box) []Box {
	b.Text = string(emptyBox)
	over := b
	over.Text, over.Style.Bold = tick, true
	return []Box{b, over}
}
