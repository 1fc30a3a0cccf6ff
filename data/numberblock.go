package data

import (
	"cmp"
	"slices"
)

// NumberBlock is a claim on the numbers First to Last of a year's cases, for one log. The
// order of the fold decides: a number belongs to the first claim that has it, so that all
// computers agree once they have the same events.
type NumberBlock struct {
	ID     ElementID  `json:"id,omitzero"`
	Year   int        `json:"year,omitzero"`
	First  int        `json:"first,omitzero"`
	Last   int        `json:"last,omitzero"`
	Device DeviceText `json:"device,omitzero"`
	Epoch  EpochText  `json:"epoch,omitzero"`
}

// BlockSize is how many numbers one claim takes. A village has some tens of cases a year:
// ten last a computer for months, and what is left of them at the year's end is few to explain.
const BlockSize = 10

// leastReserve is how many numbers a computer keeps ahead at least. busyYear divides what
// it used in the year: a quarter of that is three months more.
const (
	leastReserve = BlockSize
	busyYear     = 4
	largestBlock = 1000 // a claim beyond it was made by no program
	nextYearFrom = 10   // the month from which the next year's numbers are claimed
)

func (b *NumberBlock) has(year, seq int) bool {
	return b.Year == year && b.First >= 1 && b.Last-b.First < largestBlock && b.First <= seq && seq <= b.Last
}

// OwnerOf returns the claim that a number belongs to, or nil. The claims are in the order
// of the fold.
func OwnerOf(claims []NumberBlock, year, seq int) *NumberBlock {
	return find(claims, func(b *NumberBlock) bool { return b.has(year, seq) })
}

// Numbering is what a computer knows about the numbers of the village's cases. Its methods
// are pure.
type Numbering struct {
	// Claims are the committee's, in the order of the fold.
	Claims []NumberBlock
	// Device and Epoch name the computer's own log: what an older one claimed may have been
	// printed since by what was lost, or by a copy.
	Device DeviceText
	Epoch  EpochText
	// Confirmed says of a claim whether its place in the order is final.
	Confirmed func(ElementID) bool
	// Drawn is, for each own claim, the highest number this log gave to a case.
	Drawn map[ElementID]int
	// Used says whether a case has a number, Highest is the highest of a year.
	Used    func(year, seq int) bool
	Highest func(year int) int
}

func (n *Numbering) own(b *NumberBlock, year int) bool {
	return b.Year == year && b.Device == n.Device && b.Epoch == n.Epoch
}

// left yields the numbers of an own claim that were given to no case.
func (n *Numbering) left(b *NumberBlock, yield func(seq int) bool) {
	if !b.has(b.Year, b.First) {
		return
	}
	for seq := max(b.First, n.Drawn[b.ID]+1); seq <= b.Last; seq++ {
		if OwnerOf(n.Claims, b.Year, seq).ID == b.ID && !n.Used(b.Year, seq) && !yield(seq) {
			return
		}
	}
}

// Next returns the number of a year that this computer gives next: the lowest left of its
// confirmed claims; 0 when there is none.
func (n *Numbering) Next(year int) int {
	best := 0
	for i := range n.Claims {
		b := &n.Claims[i]
		if !n.own(b, year) || !n.Confirmed(b.ID) {
			continue
		}
		n.left(b, func(seq int) bool {
			if best == 0 || seq < best {
				best = seq
			}
			return false
		})
	}
	return best
}

// Sure returns how many numbers of a year this computer can give before the next exchange.
func (n *Numbering) Sure(year int) int {
	sure := 0
	for i := range n.Claims {
		if b := &n.Claims[i]; n.own(b, year) && n.Confirmed(b.ID) {
			n.left(b, func(int) bool { sure++; return true })
		}
	}
	return sure
}

// Free returns how many numbers of a year this computer has left, confirmed or not.
func (n *Numbering) Free(year int) int {
	free := 0
	for i := range n.Claims {
		if b := &n.Claims[i]; n.own(b, year) {
			n.left(b, func(int) bool { free++; return true })
		}
	}
	return free
}

// Claim returns what to claim so that waiting cases get numbers and the reserve of a year
// is full again: one block, or more that follow each other; nothing when there is enough.
func (n *Numbering) Claim(year, waiting int) []NumberBlock {
	mine, top := 0, n.Highest(year)
	for i := range n.Claims {
		b := &n.Claims[i]
		if b.Year == year && b.has(year, b.First) {
			top = max(top, b.Last)
		}
		if n.own(b, year) {
			mine += max(0, n.Drawn[b.ID]-b.First+1)
		}
	}
	var out []NumberBlock
	want := waiting + max(leastReserve, mine/busyYear)
	for free := n.Free(year); free < want; free += BlockSize {
		out = append(out, NumberBlock{
			ID: NewElementID(), Year: year, First: top + 1, Last: top + BlockSize, Device: n.Device, Epoch: n.Epoch,
		})
		top += BlockSize
	}
	return out
}

// NumberYears returns the years whose numbers are wanted on a day: this one's and, from
// October on, the next one's, for a computer that is not on line over the new year.
func NumberYears(today Day) []int {
	year, month, _ := today.Date()
	if month >= nextYearFrom {
		return []int{year, year + 1}
	}
	return []int{year}
}

// NumberWaits reports whether an accepted case has no number yet: no computer of the
// village could be sure of one when it was accepted.
func (c *Case) NumberWaits() bool { return c.Number == "" && c.NumberBy != "" && c.Status != Void }

// NumberPrinted reports whether a paper of the case was printed, with its number on it.
func (c *Case) NumberPrinted() bool {
	return c.Number != "" && (len(c.Papers) > 0 || slices.ContainsFunc(c.Agreements, func(a Agreement) bool { return a.Prints > 0 }))
}

// NumberedRow is what SameNumbers has to know of a case.
type NumberedRow struct {
	Case    CaseID
	Number  string
	Printed bool
	Void    bool
}

// SameNumbers returns the cases that bear one number, a group each: they were numbered by
// computers that did not know of each other, or from a folder that was copied. In a group
// those that were printed come first, for they keep it.
func SameNumbers(rows []NumberedRow) [][]NumberedRow {
	groups := map[string][]NumberedRow{}
	var order []string
	for _, r := range rows {
		key := SameNumber(r.Number)
		if key == "" || r.Void {
			continue
		}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], r)
	}
	var out [][]NumberedRow
	for _, key := range order {
		if g := groups[key]; len(g) > 1 {
			slices.SortFunc(g, func(a, b NumberedRow) int {
				if a.Printed != b.Printed {
					return map[bool]int{true: -1, false: 1}[a.Printed]
				}
				return cmp.Compare(a.Case.String(), b.Case.String())
			})
			out = append(out, g)
		}
	}
	return out
}
