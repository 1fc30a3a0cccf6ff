package view

import (
	"strings"

	"woshou/data"
)

// The advice that is given when a mediation ends without agreement (People's
// Mediation Law art. 26). It is recorded and printed, so it is never translated.
const (
	adviceCourt  = "你们可以依法向人民法院起诉。起诉有时间限制，请及早办理。"
	adviceLabour = "你们可以向劳动人事争议仲裁委员会申请仲裁；对仲裁裁决不服的，可以依法向人民法院起诉。仲裁有时间限制，请及早办理。"
	adviceTitle  = "涉及土地、房屋、山林权属的，可以申请乡镇人民政府或者自然资源部门依法处理、确权；也可以依法向人民法院起诉。"
	adviceOther  = "你们可以请有关部门依法处理，也可以依法申请仲裁或者向人民法院起诉。起诉有时间限制，请及早办理。"
)

// DefaultAdvice returns the advice on other remedies that fits the kind of
// dispute, for the mediator to read out and to change.
func DefaultAdvice(c *data.Case) string {
	switch {
	case c.Type.Labour():
		return adviceLabour
	case c.Confirmable() == "confirm.title":
		return adviceTitle
	case c.Type == "01" || c.Type == "02" || c.Type == "04" || c.Type == "06":
		return adviceCourt
	}
	return adviceOther
}

// TerminateForm ends a mediation without agreement; Ground is a code of
// data.TerminationGrounds. An empty Advice means DefaultAdvice.
type TerminateForm struct {
	On     data.Day    `json:"on"`
	Ground data.Ground `json:"ground"`
	Text   string      `json:"text"`
	Advice string      `json:"advice"`
}

// Terminate ends the mediation and records the advice that was given.
func (d *Desk) Terminate(seen *data.Case, in TerminateForm) (*data.Case, error) {
	if err := first(
		d.happened("terminate.on", in.On, seen.AcceptedOn),
		oneOf("terminate.ground", data.TerminationGrounds, string(in.Ground)),
	); err != nil {
		return nil, err
	}
	return d.change(seen, data.MoveTerminate, func(c *data.Case) error {
		advice := strings.TrimSpace(in.Advice)
		if advice == "" {
			advice = DefaultAdvice(c)
		}
		c.Termination = data.Ending{Ground: in.Ground, Text: strings.TrimSpace(in.Text), Advice: advice}
		return data.Do(c, data.MoveTerminate, in.On)
	})
}

// WithdrawForm records that the application was withdrawn, for instance because
// the parties were reconciled by themselves.
type WithdrawForm struct {
	On   data.Day `json:"on"`
	Text string   `json:"text"`
}

// Withdraw ends the case because its applicant takes it back.
func (d *Desk) Withdraw(seen *data.Case, in WithdrawForm) (*data.Case, error) {
	in.Text = strings.TrimSpace(in.Text)
	if err := first(d.happened("withdraw.on", in.On, seen.ReceivedOn), filled("withdraw.text", in.Text)); err != nil {
		return nil, err
	}
	return d.change(seen, data.MoveWithdraw, func(c *data.Case) error {
		c.Withdrawal.Text = in.Text
		return data.Do(c, data.MoveWithdraw, in.On)
	})
}

// SuspendForm stops the clock of the mediation.
type SuspendForm struct {
	From   data.Day `json:"from"`
	Reason string   `json:"reason"`
}

// Suspend stops the clock, for an expert appraisal or an absence.
func (d *Desk) Suspend(seen *data.Case, in SuspendForm) (*data.Case, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	if err := first(d.happened("suspend.from", in.From, seen.AcceptedOn), filled("suspend.reason", in.Reason)); err != nil {
		return nil, err
	}
	return d.change(seen, data.MoveSuspend, func(c *data.Case) error {
		c.Suspensions = append(c.Suspensions, data.Suspension{ID: data.NewElementID(), From: in.From, Reason: in.Reason})
		return data.Do(c, data.MoveSuspend, in.From)
	})
}

// Resume lets the mediation go on from a day.
func (d *Desk) Resume(seen *data.Case, in DayForm) (*data.Case, error) {
	return d.change(seen, data.MoveResume, func(c *data.Case) error {
		for i := range c.Suspensions {
			if s := &c.Suspensions[i]; s.To == 0 {
				if err := d.happened("resume.on", in.On, s.From); err != nil {
					return err
				}
				s.To = in.On
			}
		}
		return data.Do(c, data.MoveResume, in.On)
	})
}

// ExtendForm moves the last day of the mediation with both sides' consent.
type ExtendForm struct {
	To        data.Day `json:"to"`
	ConsentOn data.Day `json:"consent_on"`
}

// Extend moves the last day of the mediation.
func (d *Desk) Extend(seen *data.Case, in ExtendForm) (*data.Case, error) {
	if err := d.happened("extend.consent_on", in.ConsentOn, seen.AcceptedOn); err != nil {
		return nil, err
	}
	if in.To <= data.ConcludeBy(seen, d.Today()) {
		return nil, invalid("extend.to", "extend.short")
	}
	return d.change(seen, data.MoveExtend, func(c *data.Case) error {
		c.Extension = data.Extension{To: in.To, ConsentOn: in.ConsentOn}
		return data.Do(c, data.MoveExtend, in.ConsentOn)
	})
}

// Close closes the case.
func (d *Desk) Close(seen *data.Case, in DayForm) (*data.Case, error) {
	if err := d.happened("close.on", in.On, seen.ConcludedOn); err != nil {
		return nil, err
	}
	return d.change(seen, data.MoveClose, func(c *data.Case) error {
		return data.Do(c, data.MoveClose, in.On)
	})
}

// ReopenForm opens a closed case again; both sides must agree to it.
type ReopenForm struct {
	On data.Day `json:"on"`
	// Consent says that all parties agreed again on that day.
	Consent bool `json:"consent"`
}

// Reopen opens a closed case again with the parties' consent.
func (d *Desk) Reopen(seen *data.Case, in ReopenForm) (*data.Case, error) {
	if err := d.happened("reopen.on", in.On, seen.ClosedOn); err != nil {
		return nil, err
	}
	if !in.Consent {
		return nil, invalid("reopen.consent", "consent.empty")
	}
	return d.change(seen, data.MoveReopen, func(c *data.Case) error {
		for i := range c.Parties {
			c.Parties[i].ConsentOn = in.On
		}
		return data.Do(c, data.MoveReopen, in.On)
	})
}

// Retentions lists the classes of keeping time in the order the desk offers them.
var Retentions = []data.Retention{data.LongTerm, data.Permanent, data.ShortTerm}

// ArchiveForm puts the dossier on the shelf.
type ArchiveForm struct {
	On        data.Day       `json:"on"`
	Retention data.Retention `json:"retention"`
}

// Archive archives a closed case; it then changes no more.
func (d *Desk) Archive(seen *data.Case, in ArchiveForm) (*data.Case, error) {
	if !known(Retentions, in.Retention) {
		return nil, invalid("archive.retention", "choice.empty")
	}
	if err := d.happened("archive.on", in.On, seen.ClosedOn); err != nil {
		return nil, err
	}
	return d.change(seen, data.MoveArchive, func(c *data.Case) error {
		c.Retention = in.Retention
		return data.Do(c, data.MoveArchive, in.On)
	})
}

// VoidForm says why a record made by mistake no longer counts.
type VoidForm struct {
	Reason string `json:"reason"`
}

// VoidCase voids a record made by mistake. It stays, with its number and the
// reason, and counts nowhere.
func (d *Desk) VoidCase(seen *data.Case, in VoidForm) (*data.Case, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	if err := filled("void.reason", in.Reason); err != nil {
		return nil, err
	}
	return d.change(seen, data.MoveVoid, func(c *data.Case) error {
		c.VoidReason = in.Reason
		return data.Do(c, data.MoveVoid, d.Today())
	})
}
