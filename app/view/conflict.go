package view

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"woshou/data"
)

// Conflict is one item "two people changed this", to be decided by a person.
type Conflict struct {
	ID     data.ElementID
	Field  string // what was changed
	Reason string
	Shown  string // the value in the record
	Other  string // the value that is not shown
	Who    string // who wrote it
	When   string
	// Takable says that the other value may be put in place of the shown one, Editable that
	// a text may be made of both.
	Takable, Editable bool
	// Tab is the tab of the case screen that shows the field.
	Tab int
}

func (d *Desk) conflicts(c *data.Case) []Conflict {
	return d.conflictsOf(c, c.Conflicts, caseNoun, elementNames(c))
}

// CommitteeConflicts returns what is to be decided in the committee's record.
func (d *Desk) CommitteeConflicts() []Conflict {
	c := d.Store.Committee()
	return d.conflictsOf(c, c.Conflicts, "committee", nil)
}

// conflictsOf shows the conflicts of a record. names are those of its elements.
func (d *Desk) conflictsOf(r data.Record, list []data.Conflict, noun string, names map[data.ElementID]string) []Conflict {
	committee := d.Store.Committee()
	v := values{w: d.Words, record: reflect.TypeOf(r).Elem(), noun: noun, name: func(id data.ElementID) string {
		if name := names[id]; name != "" {
			return name
		}
		return committee.PersonName(id)
	}}
	var out []Conflict
	for _, x := range list {
		row := Conflict{
			ID: x.ID, Field: v.field(x.Path), Reason: d.Words.T("conflict." + string(x.Reason)),
			Shown: v.show(x.Path, valueAt(r, x.Path)), Other: v.show(x.Path, x.Other),
			Takable: takable(&x), Editable: editable(&x), Tab: tabOfPath(x.Path),
		}
		row.Who = committee.PersonName(x.Author)
		if x.At != 0 {
			row.When = time.Unix(x.At, 0).Format("2006-01-02 15:04")
		}
		out = append(out, row)
	}
	return out
}

// caseNoun is what fields of the case itself are named after.
const caseNoun = "intake"

// tabOfPath is the tab of the case screen that shows what stands at a path.
func tabOfPath(path string) int {
	root, _, _ := strings.Cut(path, ".")
	switch root {
	case "sessions", "inquiries", "evidence", "suspensions", "extension":
		return 1
	case "agreements":
		return 2
	case "follow_ups", "confirmations", "court_actions", "remediations", "advices", "closed_on":
		return 3
	case "volume", "retention", "archived_on":
		return 5
	}
	return 0
}

// elementNames names the parties, and what else of a case other parts point at.
func elementNames(c *data.Case) map[data.ElementID]string {
	names := map[data.ElementID]string{}
	for _, p := range c.Parties {
		names[p.ID] = p.Name
	}
	for _, m := range c.Mediators {
		names[m.ID] = m.Name
	}
	return names
}

// singular maps the name of a list to the name its screen gives one element.
var singular = map[string]string{
	"parties": "party", "sessions": "session", "inquiries": "inquiry", "evidence": "evidence",
	"agreements": "agreement", "clauses": "clause", "items": "item", "marks": "mark", "urges": "urge",
	"confirmations": "confirm", "follow_ups": "followup", "escalations": "escalation", "hand_ups": "handup",
	"mediators": "mediator", "suspensions": "suspend", "extension": "extend", "reopenings": "reopen", "feedback": "feedback",
	"attachments": "attachment", "refusal": "refuse", "termination": "terminate", "withdrawal": "withdraw", "volume": "archive",
}

// valueAt returns the JSON of the value at a path of a record, nil if there is none.
func valueAt(r data.Record, path string) json.RawMessage {
	raw, err := json.Marshal(r)
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
