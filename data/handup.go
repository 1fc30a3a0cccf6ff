package data

// HandUp passes a case to another body (移送), with each party's consent or by a
// duty of law, until it is accepted or returned (Personal Information Protection Law
// art. 23).
type HandUp struct {
	ID     ElementID `json:"id,omitzero"`
	To     string    `json:"to,omitzero"`
	Reason string    `json:"reason,omitzero"`
	// History is what was done so far, Contact whom the receiver can ask.
	History string `json:"history,omitzero"`
	Contact string `json:"contact,omitzero"`
	// Copies lists the papers that go along.
	Copies []HandUpCopy `json:"copies,omitzero"`
	// Consents are the parties' days; ConsentOn is the latest of them. Duty is the rule
	// that the case goes by where there is no consent.
	Consents  []Consent `json:"consents,omitzero"`
	ConsentOn Day       `json:"consent_on,omitzero"`
	Duty      string    `json:"duty,omitzero"`
	SentOn    Day       `json:"sent_on,omitzero"`
	// Days is within how many days the letter asks for the answer (反馈期限); 0 leaves it open.
	Days  int `json:"days,omitzero"`
	Pages int `json:"pages,omitzero"`
	// AcceptedOn or ReturnedOn is the receiver's answer, ReceivedBy who gave it and
	// Result what they said; Missing is what they want before it comes again.
	AcceptedOn Day    `json:"accepted_on,omitzero"`
	ReturnedOn Day    `json:"returned_on,omitzero"`
	ReceivedBy string `json:"received_by,omitzero"`
	Result     string `json:"result,omitzero"`
	Missing    string `json:"missing,omitzero"`
	// Settled is how the receiver ended the case.
	Settled Feedback `json:"settled,omitzero"`
}

// HandUpCopy is one paper that goes along with a case.
type HandUpCopy struct {
	ID    ElementID `json:"id,omitzero"`
	Title string    `json:"title,omitzero"`
	Pages int       `json:"pages,omitzero"`
}

// answerBy is the day by which the receiver answers: as the letter asks, else as is usual.
func (h *HandUp) answerBy(cal *Calendar) Day {
	if h.Days == 0 {
		return cal.AddWorkdays(h.SentOn, handUpWorkdays)
	}
	return cal.OnOrAfter(h.SentOn.Add(h.Days))
}

// openHandUp returns the hand-up that has no answer yet, or nil.
func (c *Case) openHandUp() *HandUp {
	return find(c.HandUps, func(h *HandUp) bool { return h.AcceptedOn == 0 && h.ReturnedOn == 0 })
}

// Unsettled returns the hand-up that was accepted and whose end is not known, or nil.
func (c *Case) Unsettled() *HandUp {
	return find(c.HandUps, func(h *HandUp) bool { return h.AcceptedOn != 0 && h.Settled.On == 0 })
}
