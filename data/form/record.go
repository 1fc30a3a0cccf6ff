// Source: form G of the Ministry of Justice's 人民调解文书格式 (司发通〔2010〕239号), as
// judicial offices reproduce it. How the meeting was held, and whether others might
// listen (Ministry rules of 2002 art. 29), stand below its head.

package form

import (
	"slices"
	"strconv"
	"strings"

	"woshou/data"
)

// Record is 人民调解记录.
const Record Code = "G"

var record2010 = Form{
	Code:    Record,
	Edition: "2010",
	From:    day("2011-01-01"),
	Title:   "人民调解记录",
	Running: func(s Subject) string {
		return running("人民调解记录", s.Session().On, "第"+strconv.Itoa(meeting(s))+"次调解")
	},
	Parts: []Part{
		Row{{Key: "session.on", Label: "时间：", Chars: 24, Day: true, Get: func(s Subject) string {
			return moment(s.Session().On, s.Session().Start, s.Session().End)
		}}},
		Row{sessionField("session.place", "地点：", 24, func(m *data.Session) string { return m.Place })},
		Row{{Key: "case.title", Label: "事由：", Chars: 24, Get: disputeTitle}},
		Row{{Key: "session.present", Label: "当事人：", Chars: 24, Get: func(s Subject) string { return strings.Join(signersOf(present(s)), "、") }}},
		Row{{Key: "session.invited", Label: "参加人：", Chars: 24, Optional: true, Get: takingPart}},
		Choices{
			Field:   Field{Key: "session.mode", Label: "调解方式：", Chars: 22, Get: func(s Subject) string { return Ticked(modeChoices(s)) }},
			Options: modeChoices,
			Boxes:   true,
		},
		Phrase("人民调解委员会已将人民调解的相关规定告知各方当事人。"),
		Passage{Get: held},
		Section{Field: sessionField("session.notes", "调解记录：", 0, func(m *data.Session) string { return m.Notes }), Lines: 16},
		Section{Field: Field{Key: "session.result", Label: "调解结果：", Get: sessionResult}, Lines: 3},
		Passage{Close: true, Get: func(Subject) string {
			return "以上记录当事人已看过（已向当事人宣读），确认无误。"
		}},
		readAloud(present),
		Signing{
			Signers: []Signer{
				{Label: "当事人（签名盖章或按指印）", Names: eachPresent, Finger: true, Party: true},
				{Label: "参加人（签名）", Names: eachInvited},
				{Label: "人民调解员（签名）", Names: func(s Subject) []string { return orSomeone(s.mediators(s.Session().Mediators)) }},
				{Label: "记录人（签名）", Names: func(s Subject) []string { return []string{s.Session().Recorder} }},
			},
			Seal: sealPhrase,
			On:   func(s Subject) data.Day { return s.Session().On },
		},
	},
	Of: meetings,
	In: data.PartRecord,
}

func sessionField(key, label string, chars int, get func(*data.Session) string) Field {
	return Field{Key: key, Label: label, Chars: chars, Get: func(s Subject) string { return strings.TrimSpace(get(s.Session())) }}
}

// meetings lists a case's meetings in the order of their days.
func meetings(c *data.Case) []data.ElementID {
	return byDay(c.Sessions, func(m *data.Session) data.Day { return m.On }, func(m *data.Session) data.ElementID { return m.ID })
}

// meeting is the how-manieth of the case the meeting is.
func meeting(s Subject) int { return 1 + slices.Index(meetings(s.Case), s.Element) }

// disputeTitle names the dispute: the parties and its kind.
func disputeTitle(s Subject) string {
	if s.Case.Type == "" {
		return ""
	}
	return s.Case.Title()
}

// present returns the parties who came to the meeting.
func present(s Subject) []data.Party {
	var out []data.Party
	for _, id := range s.Session().Present {
		if p := s.Case.Party(id); p != nil {
			out = append(out, *p)
		}
	}
	return out
}

// eachPresent names the parties who sign; a blank form has places for two.
func eachPresent(s Subject) []string {
	if names := signersOf(present(s)); len(names) > 0 {
		return names
	}
	return []string{"", ""}
}

// invited names who took part beside parties, mediators and recorder.
func invited(s Subject) []string {
	m := s.Session()
	out := people(m.Invited)
	if m.JudgeGuided {
		out = append(out, "指导法官"+m.Judge)
	}
	return out
}

// takingPart fills 参加人; a meeting that nobody was invited to says so.
func takingPart(s Subject) string {
	names := invited(s)
	if len(names) == 0 && s.Session().On != 0 {
		return "无"
	}
	return strings.Join(names, "、")
}

// eachInvited names the invited who sign: a place on a blank form, none where nobody was.
func eachInvited(s Subject) []string {
	if s.Session().On == 0 {
		return orSomeone(invited(s))
	}
	return invited(s)
}

func modeChoices(s Subject) []Choice {
	m := s.Session()
	known := m.On != 0
	return []Choice{
		{Text: "面对面", Chosen: m.Mode == data.FaceToFace},
		{Text: "背对背", Chosen: m.Mode == data.Separate},
		{Text: "视频", Chosen: m.Mode == data.Video},
		{Text: "公开", Chosen: known && m.Open},
		{Text: "不公开", Chosen: known && !m.Open},
	}
}

// held says what a reader must know of how the meeting was held.
func held(s Subject) string {
	m := s.Session()
	var out string
	switch m.Mode {
	case data.Separate:
		out = "本次为背对背调解，到场的当事人为" + strings.Join(signersOf(present(s)), "、") + "。"
	case data.Video:
		out = "本次调解以视频方式进行。"
	}
	if m.Invited != "" && m.Consented {
		out += "参加人经当事人同意参加调解。"
	}
	return out
}

// sessionResult is the result with the next meeting that was arranged.
func sessionResult(s Subject) string {
	m := s.Session()
	text := strings.TrimSpace(m.Result)
	if m.NextOn != 0 {
		text = strings.TrimSpace(text + "\n下次调解时间：" + moment(m.NextOn, m.NextAt, "") + "。")
	}
	return text
}
