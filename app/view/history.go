package view

import (
	"encoding/json"
	"strings"
	"time"

	"woshou/data"
)

// HistoryRow is one event of a case as its history shows it.
type HistoryRow struct {
	When string // the wall clock of the computer that saved it
	Who  string
	What string
	// Sent says that the township has it.
	Sent bool
}

// History returns what was done to a case, newest first.
func (d *Desk) History(id data.CaseID) ([]HistoryRow, error) {
	entries, err := d.Store.History(id)
	if err != nil {
		return nil, err
	}
	committee := d.Store.Committee()
	c, err := d.Store.Case(id)
	if err != nil { // what is left of a destroyed case is who did what
		c = new(data.Case)
	}
	var out []HistoryRow
	names := attachmentNames(entries)
	for i := len(entries) - 1; i >= 0; i-- {
		e := entries[i]
		row := HistoryRow{
			When: e.At.Format("2006-01-02 15:04"), Who: committee.PersonName(e.Author),
			What: d.Words.T("move." + e.Kind), Sent: e.Sent,
		}
		switch e.Kind {
		case data.LookedKind:
			row.What = looked(d.Words, c, e.Changes)
		case string(ActAttach), string(ActDetach):
			row.What = attached(d.Words, names, &e)
		case string(ActPrint):
			row.What = printedWhat(d.Words, c, e.Changes)
		case string(ActSpell):
			row.What = spelled(d.Words, c, e.Changes)
		}
		out = append(out, row)
	}
	return out, nil
}

// Conflict is one item "two people changed this", to be decided by a person.
type Conflict struct {
	ID     data.ElementID
	Field  string // what was changed
	Reason string
	Shown  string // the value in the record
	Other  string // the value that is not shown
	Who    string // who wrote it
	When   string
	// Takable says that the other value may be put in place of the shown one.
	Takable bool
}

func (d *Desk) conflicts(c *data.Case) []Conflict {
	committee := d.Store.Committee()
	var out []Conflict
	for _, x := range c.Conflicts {
		row := Conflict{
			ID: x.ID, Field: fieldOfPath(d.Words, x.Path), Reason: d.Words.T("conflict." + string(x.Reason)),
			Shown: plain(valueAt(c, x.Path)), Other: plain(x.Other), Takable: x.Reason == data.TwoPeople,
		}
		row.Who = committee.PersonName(x.Author)
		if x.At != 0 {
			row.When = time.Unix(x.At, 0).Format("2006-01-02 15:04")
		}
		out = append(out, row)
	}
	return out
}

// singular maps the name of a list to the name its screen gives one element.
var singular = map[string]string{
	"parties": "party", "sessions": "session", "inquiries": "inquiry", "evidence": "evidence",
	"agreements": "agreement", "clauses": "clause", "items": "item", "marks": "mark", "urges": "urge",
	"confirmations": "confirm", "follow_ups": "followup", "escalations": "escalation", "hand_ups": "handup",
	"mediators": "mediator", "suspensions": "suspend", "extension": "extend", "reopenings": "reopen", "feedback": "feedback",
	"attachments": "attachment", "refusal": "refuse", "termination": "terminate", "withdrawal": "withdraw", "volume": "archive",
}

// fieldOfPath names a field of the record by the label its screen gives it.
func fieldOfPath(w Words, path string) string {
	parts, noun := strings.Split(path, "."), "intake"
	for _, part := range parts {
		if singular[part] != "" {
			noun = singular[part]
		}
	}
	last := len(parts) - 1
	names := []string{noun + "." + parts[last]}
	if last > 0 { // of whom beside the party: agent_phone
		names = []string{noun + "." + parts[last-1] + "_" + parts[last], names[0]}
	}
	for _, name := range names {
		if label := w.T("field." + name); label != "field."+name {
			return label
		}
	}
	if label := w.T("part." + noun); label != "part."+noun {
		return label
	}
	return w.T("part.other")
}

// valueAt returns the JSON of the value at a path of the case, nil if there is none.
func valueAt(c *data.Case, path string) json.RawMessage {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil
	}
	for _, name := range strings.Split(path, ".") {
		if raw = member(raw, name); raw == nil {
			return nil
		}
	}
	return raw
}

// member returns a field of an object, or the element of a list with that ID.
func member(raw json.RawMessage, name string) json.RawMessage {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) == nil {
		return fields[name]
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	for _, e := range list {
		var id struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(e, &id) == nil && id.ID == name {
			return e
		}
	}
	return nil
}

// plain shows a JSON value as a person would write it.
func plain(raw json.RawMessage) string {
	var text string
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return "—"
	case json.Unmarshal(raw, &text) == nil:
		return text
	}
	return string(raw)
}
