package view

import (
	"strings"

	"woshou/data"
)

// PerformForm records that something owed was done.
type PerformForm struct {
	Item data.ElementID `json:"item"`
	On   data.Day       `json:"on"`
	// Amount is what was paid, in fen; 0 means all that is left. Several months of a
	// monthly payment may be paid at once.
	Amount data.Fen    `json:"amount"`
	Method data.Method `json:"method"`
	// By handed the money over; Receipt is the number or the words of the receipt.
	By      string `json:"by"`
	Receipt string `json:"receipt"`
	Witness string `json:"witness"`
	// AcceptedBy found an act or a thing to be done as agreed.
	AcceptedBy string `json:"accepted_by"`
}

// maxMonths is how many months of a monthly payment may be paid at once.
const maxMonths = 12

// NewPerform returns the form for an item as the screen first shows it.
func (d *Desk) NewPerform(c *data.Case, id data.ElementID) PerformForm {
	in := PerformForm{Item: id, On: d.Today()}
	o, ok := c.OwedItem(id)
	if !ok {
		return in
	}
	in.Amount, in.Method, in.By = o.Item.Left(), o.Item.Method, nameOf(c, o.Item.From)
	if cl := clauseOf(o.Agreement, o.Item.Clause); cl != nil && o.Item.Amount == 0 {
		in.AcceptedBy = cl.AcceptedBy
	}
	return in
}

func clauseOf(a *data.Agreement, id data.ElementID) *data.Clause {
	for i := range a.Clauses {
		if a.Clauses[i].ID == id {
			return &a.Clauses[i]
		}
	}
	return nil
}

// Perform records performance of an item: a payment of all of it or of a part, which
// leaves the item open; the months of a monthly one; an act that was accepted.
func (d *Desk) Perform(seen *data.Case, in PerformForm) (*data.Case, error) {
	return d.act(seen, ActPerform, func(c *data.Case) error {
		o, ok := c.OwedItem(in.Item)
		switch {
		case !ok:
			return invalid("perform.item", "choice.empty")
		case o.Item.DoneOn != 0:
			return refuse(ActPerform, "perform.item_done", in.Item)
		}
		if err := first(d.happened("perform.on", in.On, o.Agreement.On), names("perform", in.By, in.Witness, in.AcceptedBy)); err != nil {
			return err
		}
		if o.Item.Amount == 0 {
			o.Item.DoneOn, o.Item.AcceptedBy = in.On, data.NormalizeName(in.AcceptedBy)
			o.Item.Receipt = strings.TrimSpace(o.Item.Receipt + "\n" + strings.TrimSpace(in.Receipt))
			return nil
		}
		return pay(o.Item, in)
	})
}

// names checks names that may be left out.
func names(form, by, witness, acceptedBy string) error {
	for field, name := range map[string]string{".by": by, ".witness": witness, ".accepted_by": acceptedBy} {
		if strings.TrimSpace(name) != "" {
			if err := inField(form+field, data.CheckName(name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// pay adds a payment, parted into the months that it pays of a monthly item.
func pay(item *data.PerformanceItem, in PerformForm) error {
	most := item.Left()
	if item.Monthly {
		most += item.Amount * (maxMonths - 1)
	}
	switch {
	case in.Amount < 0:
		return invalid("perform.amount", "amount.zero")
	case in.Amount > most:
		return invalid("perform.amount", "amount.over")
	}
	left := in.Amount
	if left == 0 {
		left = item.Left()
	}
	for left > 0 {
		p := data.Payment{
			ID: data.NewElementID(), On: in.On, Amount: min(left, item.Left()), Method: in.Method,
			By: data.NormalizeName(in.By), Receipt: strings.TrimSpace(in.Receipt), Witness: data.NormalizeName(in.Witness),
		}
		if item.Monthly {
			p.For = item.NextDue()
		}
		item.Payments = append(item.Payments, p)
		left -= p.Amount
	}
	return nil
}

// UnperformForm takes back what was recorded by mistake: one payment, or that an act
// was done.
type UnperformForm struct {
	Item data.ElementID `json:"item"`
	// Payment is the payment to take back; empty for an act.
	Payment data.ElementID `json:"payment"`
}

// Unperform takes back a payment or an act that was recorded by mistake. The item is
// owed again; the history keeps both entries.
func (d *Desk) Unperform(seen *data.Case, in UnperformForm) (*data.Case, error) {
	return d.act(seen, ActUnperform, func(c *data.Case) error {
		o, ok := c.OwedItem(in.Item)
		if !ok {
			return invalid("perform.item", "choice.empty")
		}
		i, n := o.Item, len(o.Item.Payments)
		var kept []data.Payment
		for _, p := range i.Payments {
			if p.ID != in.Payment {
				kept = append(kept, p)
			}
		}
		switch {
		case in.Payment != "" && len(kept) == n, in.Payment == "" && (n > 0 || i.DoneOn == 0):
			return refuse(ActUnperform, "unperform.none", i.ID)
		case in.Payment == "":
			i.AcceptedBy = ""
		}
		i.Payments, i.DoneOn = kept, 0
		return nil
	})
}

// Methods lists how money changes hands in the order the desk offers them.
var Methods = []data.Method{data.Cash, data.Transfer, data.WeChat}

// UrgeMeans lists the means of a reminder in the order the desk offers them.
var UrgeMeans = []data.UrgeMeans{data.UrgePhone, data.UrgeVisit, data.UrgeMessage, data.UrgeLetter}

// UrgeForm records a reminder to a party in default.
type UrgeForm struct {
	Item  data.ElementID `json:"item"`
	On    data.Day       `json:"on"`
	By    string         `json:"by"`
	Means data.UrgeMeans `json:"means"`
	Text  string         `json:"text"`
}

// Urge records that the committee urged a party to perform (People's Mediation Law art. 31).
func (d *Desk) Urge(seen *data.Case, in UrgeForm) (*data.Case, error) {
	in.By, in.Text = data.NormalizeName(in.By), strings.TrimSpace(in.Text)
	if err := first(
		d.happened("urge.on", in.On, seen.AcceptedOn),
		inField("urge.by", data.CheckName(in.By)),
		filled("urge.text", in.Text),
	); err != nil {
		return nil, err
	}
	if in.Means != "" && !known(UrgeMeans, in.Means) {
		return nil, invalid("urge.means", "choice.empty")
	}
	return d.act(seen, ActUrge, func(c *data.Case) error {
		o, ok := c.OwedItem(in.Item)
		switch {
		case !ok:
			return invalid("urge.item", "choice.empty")
		case o.Item.DoneOn != 0:
			return refuse(ActUrge, "perform.item_done", in.Item)
		}
		o.Item.Urges = append(o.Item.Urges, data.Urge{ID: data.NewElementID(), On: in.On, By: in.By, Means: in.Means, Text: in.Text})
		return nil
	})
}
