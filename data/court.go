package data

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
	{Code: "guidance", Name: "指导调解"}, {Code: "filing", Name: "网上立案"},
	{Code: "hearing", Name: "在线庭审"}, {Code: "confirmation", Name: "司法确认"},
	{Code: "publicity", Name: "普法宣传"}, {Code: "advice", Name: "治理咨询"},
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
	VerifiedBy string   `json:"verified_by,omitzero"`
	ClosedOn   Day      `json:"closed_on,omitzero"`
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
