// Source: form F of the Ministry of Justice's 人民调解文书格式 (司发通〔2010〕239号), as
// judicial offices reproduce it. The sentence at its end is that of practice.

package form

import (
	"strconv"
	"strings"

	"woshou/data"
)

// Inquiry is 人民调解调查记录.
const Inquiry Code = "F"

var inquiry2010 = Form{
	Code:    Inquiry,
	Edition: "2010",
	From:    day("2011-01-01"),
	Title:   "人民调解调查记录",
	Running: func(s Subject) string {
		return running("人民调解调查记录", s.Inquiry().On, "被调查人："+s.Inquiry().Person)
	},
	Parts: []Part{
		Row{{Key: "inquiry.on", Label: "时间：", Chars: 24, Day: true, Get: func(s Subject) string { return moment(s.Inquiry().On, s.Inquiry().At, "") }}},
		Row{inquiryField("inquiry.place", "地点：", 24, func(q *data.Inquiry) string { return q.Place })},
		Row{{Key: "inquiry.inquirers", Label: "参加人：", Chars: 24, Get: inquirers}},
		Row{
			inquiryField("inquiry.person", "被调查人：", 10, func(q *data.Inquiry) string { return q.Person }),
			inquiryField("inquiry.sex", "性别", 2, func(q *data.Inquiry) string { return sexName(q.Sex) }),
			inquiryField("inquiry.age", "年龄", 3, func(q *data.Inquiry) string { return positive(q.Age) }),
		},
		Row{
			inquiryField("inquiry.job", "职业或职务", 8, func(q *data.Inquiry) string { return q.Job }),
			inquiryField("inquiry.phone", "联系方式", 8, func(q *data.Inquiry) string { return q.Phone }),
		},
		Row{inquiryField("inquiry.address", "单位或住址", 22, func(q *data.Inquiry) string { return q.Address })},
		Row{inquiryField("inquiry.relation", "与当事人的关系", 20, func(q *data.Inquiry) string { return q.Relation })},
		Section{Field: inquiryField("inquiry.notes", "记录：", 0, func(q *data.Inquiry) string { return q.Notes }), Lines: 16},
		Passage{Close: true, Get: func(Subject) string { return "以上记录我已看过（已向我宣读），与我说的一致。" }},
		Signing{
			Signers: []Signer{
				{Label: "被调查人（签名盖章或按指印）", Names: func(s Subject) []string { return []string{s.Inquiry().Person} }, Finger: true, Party: true},
				{Label: "调查人（签名）", Names: func(s Subject) []string { return orSomeone(s.mediators(s.Inquiry().Inquirers)) }},
				{Label: "记录人（签名）", Names: func(s Subject) []string { return []string{s.Inquiry().Recorder} }},
			},
			On: func(s Subject) data.Day { return s.Inquiry().On },
		},
	},
	Of: func(c *data.Case) []data.ElementID {
		return byDay(c.Inquiries, func(q *data.Inquiry) data.Day { return q.On }, func(q *data.Inquiry) data.ElementID { return q.ID })
	},
	In: data.PartInquiry,
}

func inquiryField(key, label string, chars int, get func(*data.Inquiry) string) Field {
	return Field{Key: key, Label: label, Chars: chars, Get: func(s Subject) string { return strings.TrimSpace(get(s.Inquiry())) }}
}

// inquirers names those who asked and who wrote, as the paper's 参加人.
func inquirers(s Subject) string {
	var out []string
	for _, name := range s.mediators(s.Inquiry().Inquirers) {
		out = append(out, name+"（调查人）")
	}
	if r := s.Inquiry().Recorder; r != "" {
		out = append(out, r+"（记录人）")
	}
	return strings.Join(out, "、")
}

// positive is a number as text; 0 is not known.
func positive(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// running is the head of a paper's later pages.
func running(title string, on data.Day, what string) string {
	if on == 0 {
		return title
	}
	return title + "（续）　" + on.Chinese() + "　" + what
}
