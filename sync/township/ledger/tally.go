package ledger

import "woshou/data"

// TallyKey names one tally of the fact rows. Stores add and return tallies; what
// they count is the township's rule.
type TallyKey struct {
	// Village is whose rows are counted, empty for all villages together.
	Village VillageID
	Figure  data.Figure
	Month   data.Month
	// Since, Type and Outcome split a tally; their zero values stand for no split.
	Since   data.Month
	Type    data.DisputeType
	Outcome data.Outcome
}

// Tally is a tally under its key.
type Tally struct {
	TallyKey
	data.Tally
}

// TallyState says by which rule the tallies are kept, and of which villages.
type TallyState struct {
	// Rule is the version of the rule.
	Rule int
	// Counting says that they are being counted anew, village by village in the order of
	// the IDs; Upto is the last one whose rows they have.
	Counting bool
	Upto     VillageID
}

// Has reports whether the tallies have the rows of a village.
func (s TallyState) Has(v VillageID) bool { return !s.Counting || v <= s.Upto }

// TallyReader reads the tallies.
type TallyReader interface {
	// Tallies returns the tallies of a village, or with an empty name those of all
	// villages together, of the months from and to and between, in no order. A zero
	// end is open; a tally that came back to nothing is left out.
	Tallies(v VillageID, from, to data.Month) ([]Tally, error)
	// TallyState returns how far they are counted, the zero state when they are not kept.
	TallyState() (TallyState, error)
}

// TallyWriter writes them.
type TallyWriter interface {
	// AddTally adds to tallies, each named once; the parts may be negative.
	AddTally(deltas ...Tally) error
	SetTallyState(s TallyState) error
}
