// Source: 交办单, local practice of the double hand-over (双交办): what an inspection finds
// goes in writing to the competent department and to the county's peace office at once,
// and is closed by someone other than who put it right (验收销号).

package form

import (
	"strings"

	"woshou/data"
)

// TaskOrder is 交办单, a paper of the committee about a *data.Task.
const TaskOrder Code = "task"

const taskTitle = "交办单"

var task2026 = Form{
	Code:    TaskOrder,
	Edition: "2026",
	From:    day("2011-01-01"),
	Title:   taskTitle,
	Number:  taskField("task.number", "编号：", 8, func(t *data.Task) string { return t.Number }),
	Running: func(s Subject) string { return taskTitle + "（续）　" + listed[data.Task](s).Number },
	Parts: []Part{
		Row{
			taskField("task.issuer", "交办单位", 9, func(t *data.Task) string { return t.Issuer }),
			optional(taskField("task.inspector", "检查人员", 7, func(t *data.Task) string { return t.Inspector })),
		},
		Row{taskField("task.object", "检查对象", 24, func(t *data.Task) string { return t.Object })},
		Row{
			optional(taskField("task.grade", "风险等级", 5, func(t *data.Task) string { return t.Grade })),
			taskDay("task.issued_on", "交办日期", 11, func(t *data.Task) data.Day { return t.IssuedOn }),
		},
		Section{
			Field: taskField("task.problems", "问题清单：", 0, func(t *data.Task) string { return numberedLines(t.Problems) }),
			Lines: 4, Numbered: true,
		},
		Section{Field: optional(taskField("task.measures", "即时措施：", 0, func(t *data.Task) string { return t.Measures })), Lines: 2, Inline: true},
		Sentence{
			Text: "以上问题同时交办{}、{}，请于{}前督促整改到位，并书面反馈整改情况。",
			Blanks: []Field{
				taskField("task.addressee", "接收单位", 8, func(t *data.Task) string { return addressees(t)[0] }),
				taskField("task.addressees", "接收单位", 8, func(t *data.Task) string { return strings.Join(addressees(t)[1:], "、") }),
				taskDay("task.due", "整改期限", 9, func(t *data.Task) data.Day { return t.Due }),
			},
		},
		Signing{
			Signers: []Signer{{Label: "接收人（签名、日期）", Names: func(s Subject) []string { return addressees(listed[data.Task](s)) }, Party: true}},
			Abreast: true,
			Seal:    "（印）",
			Organ:   func(s Subject) string { return listed[data.Task](s).Issuer },
			On:      func(s Subject) data.Day { return listed[data.Task](s).IssuedOn },
		},
		NewPage{},
		Section{Field: optional(taskField("task.fix", "整改情况：", 0, func(t *data.Task) string { return t.Fix })), Lines: 5},
		Row{
			optional(taskField("task.fixed_by", "整改人", 6, func(t *data.Task) string { return t.FixedBy })),
			optional(taskDay("task.fixed_on", "整改日期", 9, func(t *data.Task) data.Day { return t.FixedOn })),
		},
		Section{Field: optional(taskField("task.guidance", "指导、验收意见：", 0, func(t *data.Task) string { return t.Guidance })), Lines: 4},
		Choices{
			Field:   optional(Field{Key: "task.passed", Label: "验收结果：", Chars: 4, Get: func(s Subject) string { return Ticked(verified(s)) }}),
			Options: verified, Boxes: true,
		},
		Row{
			optional(taskField("task.verified_by", "验收人", 6, func(t *data.Task) string { return t.VerifiedBy })),
			optional(taskDay("task.closed_on", "销号日期", 9, func(t *data.Task) data.Day { return t.ClosedOn })),
		},
		Signing{
			Signers: []Signer{
				{Label: "整改人（签名）", Names: func(s Subject) []string { return []string{listed[data.Task](s).FixedBy} }},
				{Label: "指导人（签名）", Names: func(s Subject) []string { return []string{listed[data.Task](s).GuidedBy} }},
				{Label: "验收人（签名）", Names: func(s Subject) []string { return []string{listed[data.Task](s).VerifiedBy} }},
			},
			Abreast: true,
			Seal:    "（验收单位印）",
			Organ:   func(Subject) string { return "" },
			On:      func(s Subject) data.Day { return listed[data.Task](s).ClosedOn },
		},
	},
}

func taskField(key, label string, chars int, get func(*data.Task) string) Field {
	return Field{Key: key, Label: label, Chars: chars, Get: func(s Subject) string { return strings.TrimSpace(get(listed[data.Task](s))) }}
}

func taskDay(key, label string, chars int, get func(*data.Task) data.Day) Field {
	f := taskField(key, label, chars, func(t *data.Task) string { return get(t).Chinese() })
	f.Day = true
	return f
}

// addressees are those who get the order, two at least: one who is not named has a blank.
func addressees(t *data.Task) []string {
	out := append([]string(nil), t.Addressees...)
	for len(out) < 2 {
		out = append(out, "")
	}
	return out
}

// verified says whether what was done does; an order that was sent back is open again, so
// a record tells of the pass alone.
func verified(s Subject) []Choice {
	return []Choice{{Text: "合格，予以销号", Chosen: listed[data.Task](s).ClosedOn != 0}, {Text: "不合格，退回再改"}}
}
