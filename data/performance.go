package data

import "slices"

// PerformanceItem is one thing to be done under an agreement (履行项): a payment,
// an instalment, a handing over, an act. People's Mediation Law art. 31.
type PerformanceItem struct {
	ID     ElementID `json:"id,omitzero"`
	Clause ElementID `json:"clause,omitzero"`
	From   ElementID `json:"from,omitzero"`
	To     ElementID `json:"to,omitzero"`
	// Amount in fen; 0 for an act or a thing.
	Amount Fen    `json:"amount,omitzero"`
	Thing  string `json:"thing,omitzero"`
	Method Method `json:"method,omitzero"`
	Due    Day    `json:"due,omitzero"`
	// Monthly items fall due again every month from Due; PaidThrough is the last
	// due day that was met before payments were kept one by one.
	Monthly     bool   `json:"monthly,omitzero"`
	PaidThrough Day    `json:"paid_through,omitzero"`
	DoneOn      Day    `json:"done_on,omitzero"`
	Receipt     string `json:"receipt,omitzero"`
	Urges       []Urge `json:"urges,omitzero"`
	// Payments are what was paid, in full or in part.
	Payments []Payment `json:"payments,omitzero"`
	// AcceptedBy is who found an act or a thing to be done as agreed.
	AcceptedBy string `json:"accepted_by,omitzero"`
}

// Payment is money that changed hands for a performance item (收款).
type Payment struct {
	ID ElementID `json:"id,omitzero"`
	On Day       `json:"on,omitzero"`
	// For is the due day of the month that is paid, of a monthly item.
	For    Day    `json:"for,omitzero"`
	Amount Fen    `json:"amount,omitzero"`
	Method Method `json:"method,omitzero"`
	// By handed the money over; Receipt is the number or the words of the receipt.
	By      string `json:"by,omitzero"`
	Receipt string `json:"receipt,omitzero"`
	Witness string `json:"witness,omitzero"`
}

// Urge is one reminder to a party in default (督促): People's Mediation Law art. 31.
type Urge struct {
	ID    ElementID `json:"id,omitzero"`
	On    Day       `json:"on,omitzero"`
	By    string    `json:"by,omitzero"`
	Means UrgeMeans `json:"means,omitzero"`
	Text  string    `json:"text,omitzero"`
}

// UrgeMeans is how a party was reminded.
type UrgeMeans string

// The means of a reminder: 上门, 电话, 书面, 微信或短信.
const (
	UrgeVisit   UrgeMeans = "visit"
	UrgePhone   UrgeMeans = "phone"
	UrgeLetter  UrgeMeans = "letter"
	UrgeMessage UrgeMeans = "message"
)

// Paid returns what was paid on the item in all, in fen.
func (i *PerformanceItem) Paid() Fen {
	var sum Fen
	for _, p := range i.Payments {
		sum += p.Amount
	}
	return sum
}

// PaidFor returns what was paid for the month that falls due on a day, in fen.
func (i *PerformanceItem) PaidFor(due Day) Fen {
	var sum Fen
	for _, p := range i.Payments {
		if p.For == due {
			sum += p.Amount
		}
	}
	return sum
}

// Left returns what is still owed, in fen: of the whole item, or of the month that
// falls due next. An act, and an item that is done, leave 0.
func (i *PerformanceItem) Left() Fen {
	paid := i.Paid()
	if i.Monthly {
		paid = i.PaidFor(i.NextDue())
	}
	if i.DoneOn != 0 {
		return 0
	}
	return max(0, i.Amount-paid)
}

// NextDue returns the day the item falls due next, or 0 when nothing is left to do.
func (i *PerformanceItem) NextDue() Day {
	if i.DoneOn != 0 {
		return 0
	}
	due := i.Due
	for n := 1; i.Monthly && due != 0 && i.met(due); n++ {
		due = i.Due.AddMonth(n)
	}
	return due
}

// met reports whether a month of a monthly item was paid.
func (i *PerformanceItem) met(due Day) bool {
	return due <= i.PaidThrough || i.Amount > 0 && i.PaidFor(due) >= i.Amount
}

// settle finishes an item that was paid in full, also by payments that two
// computers recorded apart.
func (i *PerformanceItem) settle() {
	if i.DoneOn != 0 || i.Monthly || i.Amount == 0 || i.Paid() < i.Amount {
		return
	}
	for _, p := range i.Payments {
		i.DoneOn = max(i.DoneOn, p.On)
	}
}

// waits reports whether the item keeps an agreement from counting as performed: a
// monthly one does while a month is overdue on the day.
func (i *PerformanceItem) waits(day Day) bool {
	return i.DoneOn == 0 && (!i.Monthly || i.NextDue() < day)
}

// overdue reports whether the item's day has passed.
func (i *PerformanceItem) overdue(day Day) bool {
	due := i.NextDue()
	return due != 0 && due < day
}

// Item returns the performance item with this ID, or nil.
func (a *Agreement) Item(id ElementID) *PerformanceItem {
	return find(a.Items, func(i *PerformanceItem) bool { return i.ID == id })
}

// Owed is a performance item of an agreement in force.
type Owed struct {
	Agreement *Agreement
	Item      *PerformanceItem
}

// InForce returns the agreements that bind the parties, oldest first: those that took
// effect, are not void, and were not replaced as a whole by a later one.
func (c *Case) InForce() []*Agreement {
	var out []*Agreement
	for i := range c.Agreements {
		if a := &c.Agreements[i]; a.InForce() && !c.Replaced(a.ID) {
			out = append(out, a)
		}
	}
	return out
}

// LatestInForce returns the latest agreement in force, or nil.
func (c *Case) LatestInForce() *Agreement {
	all := c.InForce()
	if len(all) == 0 {
		return nil
	}
	return all[len(all)-1]
}

// concludedBy returns the agreement that ended the mediation, void by now or not, or
// nil when it ended otherwise.
func (c *Case) concludedBy() *Agreement {
	if c.ConcludedOn == 0 {
		return nil
	}
	return find(c.Agreements, func(a *Agreement) bool { return a.EffectiveOn == c.ConcludedOn })
}

// Replaced reports whether an agreement in force replaces the agreement or the
// performance item with this ID.
func (c *Case) Replaced(id ElementID) bool {
	return slices.ContainsFunc(c.Agreements, func(a Agreement) bool {
		return a.InForce() && slices.Contains(a.Replaces, id)
	})
}

// Owed returns the performance items of all agreements in force, done or not, but for
// those that a later agreement replaced.
func (c *Case) Owed() []Owed {
	var out []Owed
	for _, a := range c.InForce() {
		for i := range a.Items {
			if !c.Replaced(a.Items[i].ID) {
				out = append(out, Owed{a, &a.Items[i]})
			}
		}
	}
	return out
}

// Undone returns the items that are not done.
func (c *Case) Undone() []Owed {
	return slices.DeleteFunc(c.Owed(), func(o Owed) bool { return o.Item.DoneOn != 0 })
}

// lastDone returns the latest day on which something owed was paid or done.
func (c *Case) lastDone() Day {
	var last Day
	for _, o := range c.Owed() {
		last = max(last, o.Item.DoneOn)
		for _, p := range o.Item.Payments {
			last = max(last, p.On)
		}
	}
	return last
}

// Overdue returns the items whose day has passed.
func (c *Case) Overdue(day Day) []Owed {
	return slices.DeleteFunc(c.Owed(), func(o Owed) bool { return !o.Item.overdue(day) })
}

// Performed reports whether nothing that can be finished is left to do; monthly
// items count as performed while no month is overdue on the day.
func (c *Case) Performed(day Day) bool {
	return !slices.ContainsFunc(c.Owed(), func(o Owed) bool { return o.Item.waits(day) })
}

// OwedItem returns the item with this ID if it is owed under an agreement in force.
func (c *Case) OwedItem(id ElementID) (Owed, bool) {
	all := c.Owed()
	i := slices.IndexFunc(all, func(o Owed) bool { return o.Item.ID == id })
	if i < 0 {
		return Owed{}, false
	}
	return all[i], true
}

// Moved returns the money that the agreements in force move, in fen: what a later
// agreement replaced counts only as far as it was paid.
func (c *Case) Moved() Fen {
	var sum Fen
	for i := range c.Agreements {
		a := &c.Agreements[i]
		if !a.InForce() {
			continue
		}
		sum += a.Total()
		for j := range a.Items {
			if c.Replaced(a.ID) || c.Replaced(a.Items[j].ID) {
				sum -= a.Items[j].unpaid()
			}
		}
	}
	return max(0, sum)
}

// unpaid is what Total counts of the item and nobody paid; of a monthly one it
// counts a year.
func (i *PerformanceItem) unpaid() Fen {
	switch {
	case i.DoneOn != 0 && !i.Monthly:
		return 0
	case i.Monthly:
		return max(0, 12*i.Amount-i.Paid())
	}
	return i.Left()
}

// settleItems finishes the items of all agreements in force that were paid in full.
func (c *Case) settleItems() {
	for _, o := range c.Owed() {
		o.Item.settle()
	}
}

// ItemsOf returns the performance items a clause calls for when they are not
// entered by hand: one for every party that owes, or for the clause itself.
func ItemsOf(c Clause) []PerformanceItem {
	if !c.Kind.Performable() {
		return nil
	}
	owing := c.From
	if len(owing) == 0 {
		owing = []ElementID{""}
	}
	var to ElementID
	if len(c.To) > 0 {
		to = c.To[0]
	}
	var out []PerformanceItem
	for _, from := range owing {
		item := PerformanceItem{
			ID: NewElementID(), Clause: c.ID, From: from, To: to,
			Method: c.Method, Due: c.Due, Monthly: c.Monthly,
		}
		if c.Kind.Money() {
			item.Amount = c.Amount
		} else {
			item.Thing = c.Purpose
		}
		out = append(out, item)
	}
	return out
}
