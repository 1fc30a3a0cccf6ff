package data

// Paper is one printing of a paper.
type Paper struct {
	ID   ElementID `json:"id,omitzero"`
	Form string    `json:"form,omitzero"`
	// Element is what of the case the paper is about; empty for the case itself.
	Element ElementID `json:"element,omitzero"`
	On      Day       `json:"on,omitzero"`
	// Print counts the printings of the same paper, from 1.
	Print int `json:"print,omitzero"`
	// Hash is the SHA-256 of the printed text, in hexadecimal.
	Hash  string `json:"hash,omitzero"`
	Pages int    `json:"pages,omitzero"`
	// Fonts names the faces that were used.
	Fonts string `json:"fonts,omitzero"`
}

// Printings returns how often a paper was printed.
func (c *Case) Printings(form string, element ElementID) int {
	n := 0
	for _, p := range c.Papers {
		if p.Form == form && p.Element == element {
			n = max(n+1, p.Print)
		}
	}
	return n
}
