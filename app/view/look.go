package view

import (
	"slices"
	"strings"

	"woshou/data"
)

// cover masks what a look over the shoulder need not see: telephone numbers, identity
// numbers, and all of a piece of evidence marked sensitive but its title. Full keeps
// what is covered, for who asks to be shown it.
func (v *CaseView) cover(w Words) {
	for i := range v.Parties {
		card := &v.Parties[i]
		p := v.Case.Party(card.ID)
		if p == nil {
			continue
		}
		full, ids := slices.Clone(card.Rows), map[string]data.ResidentID{
			w.T("field.party.id_number"): p.IDNumber, w.T("field.party.agent_id_number"): p.Agent.IDNumber,
		}
		for j, row := range card.Rows {
			for _, phone := range []string{p.Phone, p.Agent.Phone, p.GuardianPhone, p.Service.ReceiverPhone, p.Service.Account} {
				if phone != "" {
					row.Value = strings.ReplaceAll(row.Value, phone, data.MaskPhone(phone))
				}
			}
			if id, ok := ids[row.Label]; ok {
				row.Value, full[j].Value = id.Masked(), string(id)
			}
			card.Rows[j] = row
		}
		if !slices.Equal(full, card.Rows) {
			card.Full = full
		}
	}
	for i, e := range v.Case.Evidence {
		if card := &v.Evidence[i]; e.Sensitive && len(card.Rows) > 0 {
			card.Full, card.Rows = card.Rows, nil
		}
	}
}

// Look notes that the user is shown what is kept covered of a party or of a piece of
// evidence, and returns the case with the note. Everyone who reads may look.
func (d *Desk) Look(seen *data.Case, element data.ElementID) (*data.Case, error) {
	after := seen.Clone()
	after.Looks = append(after.Looks, data.Look{
		ID: data.NewElementID(), By: d.Store.Author(), At: d.Now().Unix(), Element: element,
	})
	return d.Store.SaveCase(data.LookedKind, seen, after)
}

// looked names what an event's looks were at.
func looked(w Words, c *data.Case, changes []data.Change) string {
	for _, ch := range changes {
		if !ch.IsLook() {
			continue
		}
		for _, l := range c.Looks {
			if ch.Path == "looks."+string(l.ID) {
				return w.T("history.looked", elementName(c, l.Element))
			}
		}
	}
	return w.T("move." + data.LookedKind)
}

// elementName names a party, a piece of evidence or an attachment.
func elementName(c *data.Case, id data.ElementID) string {
	if p := c.Party(id); p != nil {
		return p.Name
	}
	for _, e := range c.Evidence {
		if e.ID == id {
			return e.Title
		}
	}
	if a := c.Attachment(id); a != nil {
		return a.Name
	}
	return ""
}

// readOnly takes from a case's screen what someone who may only read cannot do.
func (v *CaseView) readOnly(w Words) {
	for i := range v.Moves {
		v.Moves[i].Allowed, v.Moves[i].Offered, v.Moves[i].Reason = false, false, ""
	}
	v.Next = Step{Hint: w.T("next.reads")}
}
