// Source: form J of the Ministry of Justice's 人民调解文书格式 (司发通〔2010〕239号), as police
// and judicial offices reproduce it; what 回访情况 covers follows their guides.

package form

import (
	"strconv"
	"strings"

	"woshou/data"
)

// FollowUp is 人民调解回访记录.
const FollowUp Code = "J"

var followUp2010 = Form{
	Code:    FollowUp,
	Edition: "2010",
	From:    day("2011-01-01"),
	Title:   "人民调解回访记录",
	Running: func(s Subject) string { return running("人民调解回访记录", s.FollowUp().On, "") },
	Parts: []Part{
		Row{{Key: "case.parties", Label: "当事人：", Chars: 24, Get: func(s Subject) string { return strings.Join(signersOf(s.Parties()), "、") }}},
		Row{{Key: "case.number", Label: "调解协议编号：", Chars: 20, Get: agreementNumber}},
		Row{{Key: "case.title", Label: "回访事由：", Chars: 22, Get: disputeTitle}},
		Row{{Key: "followup.on", Label: "回访时间：", Chars: 22, Day: true, Get: func(s Subject) string { return s.FollowUp().On.Chinese() }}},
		Section{Field: Field{Key: "followup.text", Label: "回访情况：", Get: findings}, Lines: 10},
		Signing{
			Signers: []Signer{{Label: "回访人（签名）", Names: func(s Subject) []string { return orSomeone(people(s.FollowUp().By)) }}},
			Seal:    sealPhrase,
			On:      func(s Subject) data.Day { return s.FollowUp().On },
		},
	},
	Of: func(c *data.Case) []data.ElementID {
		return byDay(c.FollowUps, func(f *data.FollowUp) data.Day { return f.On }, func(f *data.FollowUp) data.ElementID { return f.ID })
	},
	In: data.PartFollowUp,
}

// agreementNumber is the case's number, which agreements bear too, with the version
// where there was more than one.
func agreementNumber(s Subject) string {
	if s.Case.Number == "" || s.Agreement.Version < 2 {
		return s.Case.Number
	}
	return s.Case.Number + "（第" + strconv.Itoa(s.Agreement.Version) + "版）"
}

var performedNames = map[data.PerformanceNote]string{
	data.FoundPerformed: "协议已经履行。",
	data.FoundPartly:    "协议部分履行。",
	data.FoundNot:       "协议没有履行。",
	data.FoundRevoked:   "当事人反悔。",
}

var satisfactionNames = []string{"", "很不满意", "不满意", "一般", "满意", "很满意"}

// findings is 回访情况: how far the agreement is performed, whether the parties are
// content, lawsuits, signs of new trouble, and what was written down.
func findings(s Subject) string {
	f := s.FollowUp()
	if f.On == 0 {
		return strings.TrimSpace(f.Text)
	}
	text := "电话回访。"
	if f.Visit {
		text = "上门回访。"
	}
	text += performedNames[f.Performed]
	if 0 < f.Satisfaction && f.Satisfaction < len(satisfactionNames) {
		text += "当事人对调解的满意程度：" + satisfactionNames[f.Satisfaction] + "。"
	}
	if f.Lawsuit != "" {
		text += "就协议起诉的情况：" + sentence(f.Lawsuit, "")
	} else {
		text += "当事人没有就协议起诉。"
	}
	if f.NewRisk {
		text += "发现新的矛盾苗头。"
	} else {
		text += "没有发现新的矛盾苗头。"
	}
	return strings.TrimSpace(text + "\n" + strings.TrimSpace(f.Text))
}
