package view

import (
	"strings"

	"woshou/data"
)

// PerformForm records that something owed was done.
type PerformForm struct {
	Item data.ElementID `json:"item"`
	On   data.Day       `json:"on"`
	// Amount is what was paid, in fen; 0 means all of it.
	Amount  data.Fen `json:"amount"`
	Receipt string   `json:"receipt"`
}

// Perform records performance of an item: all of it, the next month of a monthly
// one, or a part payment, which is noted and leaves the item open.
func (d *Desk) Perform(seen *data.Case, in PerformForm) (*data.Case, error) {
	return d.act(seen, ActPerform, func(c *data.Case) error {
		a := c.Current()
		item := a.Item(in.Item)
		switch {
		case item == nil:
			return invalid("perform.item", "choice.empty")
		case item.DoneOn != 0:
			return refuse(ActPerform, "perform.item_done", item.ID)
		case in.Amount < 0:
			return invalid("perform.amount", "amount.zero")
		case in.Amount > item.Amount:
			return invalid("perform.amount", "amount.over")
		}
		if err := d.happened("perform.on", in.On, a.On); err != nil {
			return err
		}
		receipt := strings.TrimSpace(in.Receipt)
		part := in.Amount != 0 && in.Amount < item.Amount
		switch {
		case part:
			receipt = strings.TrimSpace(in.On.String() + " " + in.Amount.Grouped() + "元 " + receipt)
		case item.Monthly:
			item.PaidThrough = item.NextDue()
		default:
			item.DoneOn = in.On
		}
		item.Receipt = strings.TrimSpace(item.Receipt + "\n" + receipt)
		return nil
	})
}

// UrgeForm records a reminder to a party in default.
type UrgeForm struct {
	Item data.ElementID `json:"item"`
	On   data.Day       `json:"on"`
	By   string         `json:"by"`
	Text string         `json:"text"`
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
	return d.act(seen, ActUrge, func(c *data.Case) error {
		item := c.Current().Item(in.Item)
		switch {
		case item == nil:
			return invalid("urge.item", "choice.empty")
		case item.DoneOn != 0:
			return refuse(ActUrge, "perform.item_done", item.ID)
		}
		item.Urges = append(item.Urges, data.Urge{ID: data.NewElementID(), On: in.On, By: in.By, Text: in.Text})
		return nil
	})
}
