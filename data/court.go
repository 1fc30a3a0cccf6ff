package data

import (
	"slices"
	"time"
)

// CourtEntry is one line of the shared court's ledger (共享法庭台账): what the room
// did with the court or for the public, with or without a case.
type CourtEntry struct {
	ID   ElementID `json:"id"`
	On   Day       `json:"on"`
	Kind CourtKind `json:"kind"`
	// Case it was about; the zero ID for none.
	Case CaseID `json:"case,omitzero"`
	// Audience is who applied or was there, People how many.
	Audience string `json:"audience,omitzero"`
	People   int    `json:"people,omitzero"`
	Judge    string `json:"judge,omitzero"`
	// Minutes it took.
	Minutes  int    `json:"minutes,omitzero"`
	Result   string `json:"result,omitzero"`
	Proof    string `json:"proof,omitzero"`
	Recorder string `json:"recorder,omitzero"`
}

// CourtKind is a code of CourtKinds.
type CourtKind string

// CourtKinds lists what a shared court does, as its annual counts name it.
var CourtKinds = List{
	{Code: string(CourtGuidance), Name: "指导调解"}, {Code: string(CourtFiling), Name: "网上立案"},
	{Code: string(CourtHearing), Name: "在线庭审"}, {Code: string(CourtConfirmation), Name: "司法确认"},
	{Code: string(CourtPublicity), Name: "普法宣传"}, {Code: string(CourtAdvice), Name: "治理咨询"},
}

// Check returns *Invalid for the first field a line cannot do without.
func (e *CourtEntry) Check() error {
	switch {
	case e.On == 0:
		return invalid("court.on", "day.empty")
	case !CourtKinds.Has(string(e.Kind)):
		return invalid("court.kind", "choice.empty")
	case e.People < 0 || e.People > 99999:
		return invalid("court.people", "people.range")
	case e.Minutes < 0 || e.Minutes > 24*60:
		return invalid("court.minutes", "count.form")
	}
	return nil
}

// Task is an order to put something right (交办单), from an inspection or from the
// town: it is closed by someone other than who carried it out (验收销号).
type Task struct {
	ID        ElementID `json:"id"`
	Number    string    `json:"number,omitzero"`
	Issuer    string    `json:"issuer"`
	Inspector string    `json:"inspector,omitzero"`
	// Object is the place or person concerned, Problems one a line.
	Object   string `json:"object"`
	Problems string `json:"problems"`
	// Measures is what was done on the spot (即时措施).
	Measures string `json:"measures,omitzero"`
	Grade    string `json:"grade,omitzero"`
	// Addressees are the two who get it: the competent department and the county's
	// peace office (双交办).
	Addressees []string `json:"addressees,omitzero"`
	IssuedOn   Day      `json:"issued_on"`
	Due        Day      `json:"due,omitzero"`
	Fix        string   `json:"fix,omitzero"`
	FixedBy    string   `json:"fixed_by,omitzero"`
	FixedOn    Day      `json:"fixed_on,omitzero"`
	Guidance   string   `json:"guidance,omitzero"`
	// GuidedBy is who of the competent department guided it (指导人).
	GuidedBy   string `json:"guided_by,omitzero"`
	VerifiedBy string `json:"verified_by,omitzero"`
	ClosedOn   Day    `json:"closed_on,omitzero"`
}

// Check returns *Invalid for the first field that is missing or out of order.
func (t *Task) Check() error {
	switch {
	case t.Issuer == "":
		return invalid("task.issuer", "text.empty")
	case t.Object == "":
		return invalid("task.object", "text.empty")
	case t.Problems == "":
		return invalid("task.problems", "text.empty")
	case t.IssuedOn == 0:
		return invalid("task.issued_on", "day.empty")
	case t.Due != 0 && t.Due < t.IssuedOn:
		return invalid("task.due", "day.early")
	case t.ClosedOn != 0 && t.FixedOn == 0:
		return invalid("task.fixed_on", "day.empty")
	case t.ClosedOn != 0 && (t.VerifiedBy == "" || t.VerifiedBy == t.FixedBy):
		return invalid("task.verified_by", "task.verifier")
	}
	return nil
}

// The kinds of what a shared court does.
const (
	CourtGuidance     CourtKind = "guidance"
	CourtFiling       CourtKind = "filing"
	CourtHearing      CourtKind = "hearing"
	CourtConfirmation CourtKind = "confirmation"
	CourtPublicity    CourtKind = "publicity"
	CourtAdvice       CourtKind = "advice"
)

// CourtCounts are the annual counts of a shared court: how many entries of each kind,
// with their people, and the guided disputes that came to an agreement.
type CourtCounts struct {
	Kinds   map[CourtKind]Tally
	Settled int
}

// CourtCountsOf adds up a period's ledger. rows are the cases' fact rows: a guided
// case counts as settled when it is agreed, once, however often a judge helped.
func CourtCountsOf(entries []CourtEntry, rows []Fact, p Period) CourtCounts {
	out := CourtCounts{Kinds: map[CourtKind]Tally{}}
	guided := map[CaseID]bool{}
	for _, e := range entries {
		if !p.Has(e.On) {
			continue
		}
		t := out.Kinds[e.Kind]
		out.Kinds[e.Kind] = Tally{Cases: t.Cases + 1, People: t.People + e.People}
		if e.Kind == CourtGuidance && e.Case != CommitteeID {
			guided[e.Case] = true
		}
	}
	for i := range rows {
		if guided[rows[i].Case] && rows[i].agreedOn() && rows[i].Status != Void {
			out.Settled++
		}
	}
	return out
}

// CourtProposals returns the entries that a case calls for and the ledger does not
// have: a meeting that a judge guided, an application that a court answered. They have
// no ID until someone takes them.
func CourtProposals(ledger []CourtEntry, c *Case) []CourtEntry {
	var out []CourtEntry
	propose := func(e CourtEntry) {
		e.Case = c.ID
		has := func(o CourtEntry) bool { return o.Case == e.Case && o.Kind == e.Kind && o.On == e.On }
		if e.On != 0 && !slices.ContainsFunc(ledger, has) {
			out = append(out, e)
		}
	}
	for i := range c.Sessions {
		if s := &c.Sessions[i]; s.JudgeGuided {
			propose(CourtEntry{
				On: s.On, Kind: CourtGuidance, Audience: c.Title(), People: len(s.Present), Judge: s.Judge,
				Minutes: s.minutes(), Result: s.Result, Recorder: s.Recorder,
			})
		}
	}
	for _, cf := range c.Confirmations {
		propose(CourtEntry{On: cf.AppliedOn, Kind: CourtConfirmation, Audience: c.Title(), People: c.People(), Proof: cf.Docket})
	}
	return out
}

// minutes is how long the meeting took, 0 where its hours are not both given.
func (s *Session) minutes() int {
	from, err1 := time.Parse("15:04", s.Start)
	to, err2 := time.Parse("15:04", s.End)
	if err1 != nil || err2 != nil || to.Before(from) {
		return 0
	}
	return int(to.Sub(from).Minutes())
}

// TaskState is where an order stands.
type TaskState string

// The states of an order: waiting to be put right, waiting to be checked, closed.
const (
	TaskOpen    TaskState = "open"
	TaskFixed   TaskState = "fixed"
	TaskClosed  TaskState = "closed"
	TaskOverdue TaskState = "overdue"
)

// State returns where the order stands on a day.
func (t *Task) State(day Day) TaskState {
	switch {
	case t.ClosedOn != 0:
		return TaskClosed
	case t.FixedOn != 0:
		return TaskFixed
	case t.Due != 0 && t.Due < day:
		return TaskOverdue
	}
	return TaskOpen
}
