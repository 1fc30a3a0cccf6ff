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

// TallyReader reads the tallies.
type TallyReader interface {
	// Tallies returns the tallies of a village, or with an empty name those of all
	// villages together, of the months from and to and between, in no order. A zero
	// end is open; a tally that came back to nothing is left out.
	Tallies(v VillageID, from, to data.Month) ([]Tally, error)
	// TallyRule returns the version of the rule by which they are kept, 0 when they
	// are not.
	TallyRule() (int, error)
}

// TallyWriter writes them.
type TallyWriter interface {
	// AddTally adds to a tally; the parts of delta may be negative.
	AddTally(key TallyKey, delta data.Tally) error
	SetTallyRule(version int) error
}
