package store

import (
	"slices"
	"strings"

	"woshou/data"
)

// NumbersKind is the kind of an event with which a computer enters itself in the
// committee's record and claims case numbers.
const NumbersKind = "numbers"

// NextNumber returns the next number of a year for a case; 0 when this computer cannot be
// sure of one before the next exchange. While no other computer can know the village's key,
// every number after the last one is this computer's; from then on it gives numbers of its
// own confirmed claims alone. A claim of another log shows that the folder was copied.
func (s *Store) NextNumber(year int) (seq int, err error) {
	err = s.view(func(t *txn) error {
		if t.alone() {
			seq = t.st.Numbers[year] + 1
			return nil
		}
		n, err := t.numbering()
		if err == nil {
			seq = n.Next(year)
		}
		return err
	})
	return seq, wrap("next number", err)
}

// NumbersLeft returns how many numbers of a day's year this computer has in reserve that it
// can be sure of; ok is false while all numbers are its own.
func (s *Store) NumbersLeft(today data.Day) (left int, ok bool, err error) {
	year, _, _ := today.Date()
	err = s.view(func(t *txn) error {
		if ok = !t.alone(); !ok {
			return nil
		}
		n, err := t.numbering()
		if err == nil {
			left = n.Sure(year)
		}
		return err
	})
	return left, ok, wrap("numbers left", err)
}

// alone reports whether nobody else can give numbers of the village, as far as is known here.
func (t *txn) alone() bool {
	device, epoch := t.st.Device.Text(), t.st.own().Epoch.Text()
	return !t.st.Shared && !t.st.Renewed && !slices.ContainsFunc(t.committee().Blocks, func(b data.NumberBlock) bool {
		return b.Device != device || b.Epoch != epoch
	})
}

// numbering gathers what decides about numbers here.
func (t *txn) numbering() (*data.Numbering, error) {
	confirmed, err := t.confirmed()
	if err != nil {
		return nil, err
	}
	committee := t.committee()
	used := map[[2]int]bool{}
	for _, r := range t.s.Rows() {
		used[[2]int{r.Year, r.Seq}] = true
	}
	return &data.Numbering{
		Claims: committee.Blocks, Device: t.st.Device.Text(), Epoch: t.st.own().Epoch.Text(), Drawn: t.st.Drawn,
		Confirmed: func(id data.ElementID) bool { return confirmed[id] },
		Used:      func(year, seq int) bool { return used[[2]int{year, seq}] },
		Highest:   func(year int) int { return t.st.Numbers[year] },
	}, nil
}

// committee returns the committee's record as it now is; it is shared.
func (t *txn) committee() *data.Committee {
	t.s.mu.RLock()
	defer t.s.mu.RUnlock()
	return t.s.mem.committee
}

// blockPath begins the path of a change that makes a claim.
const blockPath = "blocks."

// confirmed returns the claims whose place in the stream is known, with everything before it.
func (t *txn) confirmed() (map[data.ElementID]bool, error) {
	out := map[data.ElementID]bool{}
	link, err := t.link()
	if err != nil {
		return nil, err
	}
	x, err := t.index(data.CommitteeID)
	if err != nil {
		return nil, err
	}
	key, err := t.caseKey(data.CommitteeID)
	if err != nil {
		return nil, err
	}
	for _, at := range x.Events {
		if at.GSN == 0 || at.GSN > link.GSN {
			continue
		}
		e, err := t.event(at.place)
		if err != nil {
			return nil, err
		}
		if e.Kind != NumbersKind {
			continue
		}
		body, _ := t.s.openBody(key, &e) // one that does not open claims nothing here
		for _, ch := range body.Changes {
			if id, ok := strings.CutPrefix(ch.Path, blockPath); ok {
				out[data.ElementID(id)] = true
			}
		}
	}
	return out, nil
}

// drew notes a number that this log gave, so that it gives it to no other case whatever
// becomes of this one.
func (t *txn) drew(c *data.Case) {
	if c.Seq == 0 {
		return
	}
	b := data.OwnerOf(t.committee().Blocks, c.Year, c.Seq)
	if b == nil || b.Device != t.st.Device.Text() || b.Epoch != t.st.own().Epoch.Text() || t.st.Drawn[b.ID] >= c.Seq {
		return
	}
	if t.st.Drawn == nil {
		t.st.Drawn = map[data.ElementID]int{}
	}
	t.st.Drawn[b.ID] = c.Seq
}

// RaiseNumbers takes over how far numbers were given in another file of the record that
// this one is to replace, so that none on paper is given again.
func (s *Store) RaiseNumbers(from *Store) error {
	from.mu.RLock()
	numbers := from.mem.numbers
	from.mu.RUnlock()
	return wrap("raise numbers", s.update(func(t *txn) error {
		for year, seq := range numbers {
			t.st.used(year, seq)
		}
		return nil
	}))
}

// Tend saves what goes along with an exchange: the computer's entry in the committee's
// record, and claims on the numbers that it wants in reserve on a day. It does nothing while
// the record is not enrolled, while it is not all there, and for who may only read.
func (s *Store) Tend(today data.Day) error {
	if s.Access() == data.Reads {
		return nil
	}
	return wrap("tend", s.update(func(t *txn) error {
		link, err := t.link()
		if err != nil || link.Village == "" || t.st.Filling != nil && !t.st.Filling.Done {
			return err
		}
		var now data.Committee
		if found, err := t.load(data.CommitteeID, &now); err != nil || !found {
			return err
		}
		next := now.Clone()
		t.enter(next, today)
		if err := t.claim(next, today); err != nil {
			return err
		}
		changes := data.Diff(&now, next)
		if len(changes) == 0 {
			return nil
		}
		return t.save(NumbersKind, &now, data.Body{Changes: changes}, nil)
	}))
}

// enter puts this computer's log among the village's computers.
func (t *txn) enter(c *data.Committee, today data.Day) {
	device, epoch := t.st.Device.Text(), t.st.own().Epoch.Text()
	if c.Computer(device, epoch) != nil {
		return
	}
	entry := data.Computer{ID: data.NewElementID(), Device: device, Epoch: epoch, From: today}
	for _, k := range c.Computers {
		if k.Device == device {
			entry.Name = k.Name
		}
	}
	if f := t.st.Filling; f != nil && f.Joined && entry.Name == "" {
		entry.Name, entry.Invitation = f.Name, f.Invitation
	}
	c.Computers = append(c.Computers, entry)
}

// claim adds claims for the years that are wanted, those of cases that wait included.
func (t *txn) claim(c *data.Committee, today data.Day) error {
	n, err := t.numbering()
	if err != nil || c.Retired(n.Device) {
		return err
	}
	waiting := map[int]int{}
	for _, r := range t.s.Rows() {
		if r.NumberBy == n.Device {
			waiting[r.Year]++
		}
	}
	for _, year := range data.NumberYears(today) {
		waiting[year] += 0
	}
	for year, cases := range waiting {
		n.Claims = c.Blocks
		c.Blocks = append(c.Blocks, n.Claim(year, cases)...)
	}
	return nil
}
