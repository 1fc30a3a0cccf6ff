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

// refusalAdvice is the advice that fits a ground of refusal; the others get
// DefaultAdvice.
var refusalAdvice = map[data.Ground]string{
	"R1": "这件事已经由法院、仲裁机构或者行政机关处理，请继续在那里办理；对处理结果不服的，可以依法申诉、复议或者起诉。",
	"R2": "这件事依法只能由专门机关处理，请向有管辖权的机关提出。",
	"R5": "这件事由公安机关依法处理；造成损失的，可以在公安机关处理后再申请调解，也可以依法向人民法院起诉。",
	"R6": "请弄清楚对方是谁、要求什么，再来申请调解；也可以依法向人民法院起诉。",
	"R7": "请向当事人住所地、所在单位或者纠纷发生地的人民调解委员会申请，跨村的、疑难的可以找镇（街道）人民调解委员会。",
	"R8": "同一件事已经登记，按原来的登记继续办理，不用再申请。",
}

// RefusalAdvice returns the advice on other remedies that fits a ground of refusal.
func RefusalAdvice(c *data.Case, ground data.Ground) string {
	if advice := refusalAdvice[ground]; advice != "" {
		return advice
	}
	return DefaultAdvice(c)
}

// TerminateForm ends a mediation without agreement; Ground is a code of
// data.TerminationGrounds. An empty Advice means DefaultAdvice.
type TerminateForm struct {
	On     data.Day    `json:"on"`
	Ground data.Ground `json:"ground"`
	Text   string      `json:"text"`
	Advice string      `json:"advice"`
	// ReportedTo is the court that was told of a suspected sham, and the day.
	ReportedTo string   `json:"reported_to"`
	ReportedOn data.Day `json:"reported_on"`
}

// Terminate ends the mediation and records the advice that was given.
func (d *Desk) Terminate(seen *data.Case, in TerminateForm) (*data.Case, error) {
	if err := first(
		d.happened("terminate.on", in.On, seen.Earliest(data.MoveTerminate)),
		oneOf("terminate.ground", d.list(data.ListTerminations), string(in.Ground)),
		d.checkSham(&in, seen.AcceptedOn),
	); err != nil {
		return nil, err
	}
	return d.change(seen, data.MoveTerminate, func(c *data.Case) error {
		advice := strings.TrimSpace(in.Advice)
		if advice == "" {
			advice = DefaultAdvice(c)
		}
		c.Termination = data.Ending{
			Ground: in.Ground, Text: strings.TrimSpace(in.Text), Advice: advice, ReportedTo: in.ReportedTo, ReportedOn: in.ReportedOn,
		}
		return data.Do(c, data.MoveTerminate, in.On)
	})
}

// checkSham checks that a suspected sham was reported to a court (Rules on Specially
// Invited Mediation art. 18); other grounds report nothing.
func (d *Desk) checkSham(in *TerminateForm, since data.Day) error {
	if in.Ground != data.ShamSuspected {
		in.ReportedTo, in.ReportedOn = "", 0
		return nil
	}
	in.ReportedTo = strings.TrimSpace(in.ReportedTo)
	return first(filled("terminate.reported_to", in.ReportedTo), d.happened("terminate.reported_on", in.ReportedOn, since))
}

// WithdrawForm records that the application was withdrawn, for instance because
// the parties were reconciled by themselves.
type WithdrawForm struct {
	On data.Day `json:"on"`
	// By is the party who took it back.
	By   data.ElementID `json:"by"`
	Text string         `json:"text"`
}

// Withdraw ends the case because its applicant takes it back.
func (d *Desk) Withdraw(seen *data.Case, in WithdrawForm) (*data.Case, error) {
	in.Text = strings.TrimSpace(in.Text)
	if err := first(d.happened("withdraw.on", in.On, seen.Earliest(data.MoveWithdraw)), filled("withdraw.text", in.Text)); err != nil {
		return nil, err
	}
	if in.By != "" && seen.Party(in.By) == nil {
		return nil, invalid("withdraw.by", "choice.empty")
	}
	return d.change(seen, data.MoveWithdraw, func(c *data.Case) error {
		c.Withdrawal = data.Ending{Text: in.Text, By: in.By}
		return data.Do(c, data.MoveWithdraw, in.On)
	})
}

// SuspendForm stops the clock of the mediation.
type SuspendForm struct {
	From   data.Day            `json:"from"`
	Kind   data.SuspensionKind `json:"kind"`
	Reason string              `json:"reason"`
}

// Suspend stops the clock, for an expert appraisal or an absence.
func (d *Desk) Suspend(seen *data.Case, in SuspendForm) (*data.Case, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	if err := d.happened("suspend.from", in.From, seen.Earliest(data.MoveSuspend)); err != nil {
		return nil, err
	}
	if in.Kind == "" {
		in.Kind = "other"
	}
	switch {
	case !known(data.SuspensionKinds, in.Kind):
		return nil, invalid("suspend.kind", "choice.empty")
	case in.Kind == "other" && in.Reason == "":
		return nil, invalid("suspend.reason", "text.empty")
	}
	return d.change(seen, data.MoveSuspend, func(c *data.Case) error {
		c.Suspensions = append(c.Suspensions, data.Suspension{ID: data.NewElementID(), From: in.From, Kind: in.Kind, Reason: in.Reason})
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

// ExtendForm moves the last day of the mediation with the consent of every party.
type ExtendForm struct {
	To       data.Day       `json:"to"`
	Consents []data.Consent `json:"consents"`
}

// Extend moves the last day of the mediation.
func (d *Desk) Extend(seen *data.Case, in ExtendForm) (*data.Case, error) {
	given, last, err := d.consents(seen, "extend.consents", in.Consents, seen.Earliest(data.MoveExtend))
	switch {
	case err != nil:
		return nil, err
	case in.To <= data.ConcludeBy(seen, d.Today()):
		return nil, invalid("extend.to", "extend.short")
	}
	return d.change(seen, data.MoveExtend, func(c *data.Case) error {
		c.Extension = data.Extension{To: in.To, ConsentOn: last, Consents: given}
		return data.Do(c, data.MoveExtend, last)
	})
}

// Close closes the case.
func (d *Desk) Close(seen *data.Case, in DayForm) (*data.Case, error) {
	if err := d.happened("close.on", in.On, seen.Earliest(data.MoveClose)); err != nil {
		return nil, err
	}
	return d.change(seen, data.MoveClose, func(c *data.Case) error {
		return data.Do(c, data.MoveClose, in.On)
	})
}

// ReopenForm opens a closed case again; all parties must agree to it.
type ReopenForm struct {
	On       data.Day          `json:"on"`
	Kind     data.ReopenReason `json:"kind"`
	Text     string            `json:"text"`
	Consents []data.Consent    `json:"consents"`
}

// Reopen opens a closed case again with the parties' consent: its agreement is
// unlawful or grossly unfair, there are new facts.
func (d *Desk) Reopen(seen *data.Case, in ReopenForm) (*data.Case, error) {
	in.Text = strings.TrimSpace(in.Text)
	if err := d.happened("reopen.on", in.On, seen.Earliest(data.MoveReopen)); err != nil {
		return nil, err
	}
	switch {
	case !known(data.ReopenReasons, in.Kind):
		return nil, invalid("reopen.kind", "choice.empty")
	case in.Kind == "other" && in.Text == "":
		return nil, invalid("reopen.text", "text.empty")
	}
	given, _, err := d.consents(seen, "reopen.consents", in.Consents, seen.ConcludedOn)
	if err != nil {
		return nil, err
	}
	return d.change(seen, data.MoveReopen, func(c *data.Case) error {
		for _, g := range given {
			c.Party(g.Party).ConsentOn = g.On
		}
		c.Reopenings = append(c.Reopenings, data.Reopening{ID: data.NewElementID(), On: in.On, Kind: in.Kind, Text: in.Text, Consents: given})
		return data.Do(c, data.MoveReopen, in.On)
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
