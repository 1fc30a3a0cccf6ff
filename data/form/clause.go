package form

import (
	"fmt"
	"strings"

	"woshou/data"
)

// Clauses returns the sentences of an agreement's clauses, without numbers.
func Clauses(c *data.Case, a *data.Agreement) []string {
	var out []string
	for i := range a.Clauses {
		out = append(out, ClauseText(c, a, &a.Clauses[i]))
	}
	return out
}

// ClauseText returns one clause as a sentence made of its parts, so that who owes
// what to whom, how and by when is never left out (Interpretation of the Civil
// Procedure Law art. 358 refuses unclear agreements). Text follows the parts.
func ClauseText(c *data.Case, a *data.Agreement, cl *data.Clause) string {
	ps := namer(a.Signers(c))
	from, to := ps.names(cl.From), ps.names(cl.To)
	purpose := trimEnd(cl.Purpose)
	var s string
	switch cl.Kind {
	case data.PayMoney, data.Support:
		s = payment(ps, a, cl)
	case data.HandOver:
		s = join(orBoth(from), by(cl.Due, a.On), "将", purpose, "交付", to)
		if purpose == "" {
			s = ""
		}
	case data.DoAct:
		s = subject(from, by(cl.Due, a.On), purpose)
	case data.Refrain:
		s = subject(from, "", not(purpose))
	case data.Apologise:
		s = join(from, by(cl.Due, a.On), "向", to, "赔礼道歉")
		if purpose != "" {
			s += "（" + purpose + "）"
		}
	case data.ShareUse:
		s = subject(from, "共同使用", purpose)
	case data.BearCosts:
		s = costs(cl, from, purpose)
	default:
		s = subject(from, by(cl.Due, a.On), purpose)
	}
	if cl.AcceptedBy != "" && s != "" {
		s += "，由" + cl.AcceptedBy + "验收"
	}
	return sentence(s, cl.Text)
}

// payment says who pays whom what, once, in instalments or every month.
func payment(ps namer, a *data.Agreement, cl *data.Clause) string {
	from, to := ps.names(cl.From), ps.names(cl.To)
	if len(cl.From) > 1 {
		from += "各"
	}
	purpose, method := trimEnd(cl.Purpose), methodPhrase(cl.Method)
	if cl.Monthly {
		since, until := monthly(cl.Due)
		return join(since, from, until, method, "支付", to, purpose, Money(cl.Amount))
	}
	parts := 0
	for i := range a.Items {
		if a.Items[i].Clause == cl.ID {
			parts++
		}
	}
	if each := parts / max(1, len(cl.From)); each > 1 {
		return join(from, by(cl.Due, a.On), method, "给付", to, purpose, Money(cl.Amount)) +
			"，分" + numeral(each) + "期付清"
	}
	return join(from, by(cl.Due, a.On), method, "一次性给付", to, purpose, Money(cl.Amount))
}

func costs(cl *data.Clause, from, purpose string) string {
	if purpose == "" || from == "" {
		return purpose
	}
	who := "由" + from + "承担"
	if len(cl.From) > 1 {
		who = "由" + from + "共同承担"
	}
	if cl.Amount > 0 {
		purpose += Money(cl.Amount)
	}
	return purpose + who
}

// Ready is what a new clause of a kind begins with, to be changed as the parties want:
// what is usual when somebody does not perform, and when all is settled at once.
var Ready = map[data.ClauseKind]string{
	data.OnDefault:   "任何一方没有按期履行的，对方可以要求其一次性履行剩余全部义务，并可以依法向人民法院起诉。",
	data.FinalClause: "本协议履行完毕后，双方就本纠纷再无其他争议，互不再提其他请求。",
}

// Items returns the sentences of an agreement's performance items, without numbers.
func Items(c *data.Case, a *data.Agreement) []string {
	ps := namer(a.Signers(c))
	var out []string
	for i := range a.Items {
		out = append(out, itemText(ps, a, &a.Items[i]))
	}
	return out
}

func itemText(ps namer, a *data.Agreement, it *data.PerformanceItem) string {
	from, to := ps.name(it.From), ps.name(it.To)
	since, when, method := "", by(it.Due, a.On), methodPhrase(it.Method)
	if it.Monthly {
		since, when = monthly(it.Due)
	}
	if it.Amount == 0 {
		return sentence(since+subject(from, when, trimEnd(it.Thing)), "")
	}
	return sentence(join(since, from, when, method, "给付", to, trimEnd(it.Thing), Money(it.Amount)), "")
}

// Cells returns an item as the cells of a table: who, what, day, method and amount in yuan.
func Cells(c *data.Case, a *data.Agreement, it *data.PerformanceItem) []string {
	ps := namer(a.Signers(c))
	what := trimEnd(it.Thing)
	if it.Amount > 0 {
		what = join("给付", ps.name(it.To), what)
	}
	when := strings.TrimPrefix(by(it.Due, a.On), "于")
	if it.Monthly {
		since, until := monthly(it.Due)
		when = strings.TrimSuffix(since, "，") + strings.TrimPrefix(until, "于")
	}
	yuan := ""
	if it.Amount > 0 {
		yuan = it.Amount.Yuan()
	}
	return []string{orBoth(ps.name(it.From)), what, when, methodName(it.Method), yuan}
}

// CellHeads are the heads over Cells.
var CellHeads = []string{"履行人", "履行内容", "时限", "方式", "金额（元）"}

// Money writes an amount in capitals and in figures: 人民币捌佰元整（￥800.00）.
func Money(f data.Fen) string { return "人民币" + f.Capitals() + "（￥" + f.Yuan() + "）" }

// sentence ends s with 。 and puts text after it, ended likewise.
func sentence(s, text string) string {
	text = strings.TrimRight(strings.TrimSpace(text), "，、,")
	if s != "" {
		s = trimEnd(s) + "。"
	}
	if text != "" && !strings.HasSuffix(text, "。") && !strings.HasSuffix(text, "；") && !strings.HasSuffix(text, "！") {
		text += "。"
	}
	return s + text
}

// trimEnd takes space and closing punctuation off a part that a sentence goes on after.
func trimEnd(s string) string { return strings.TrimRight(strings.TrimSpace(s), "。；，、;,. \n") }

// subject joins who, when and what; it is "" without a what.
func subject(from, middle, what string) string {
	if what == "" {
		return ""
	}
	return join(orBoth(from), middle, what)
}

func orBoth(from string) string {
	if from == "" {
		return "双方"
	}
	return from
}

func join(parts ...string) string { return strings.Join(parts, "") }

func not(what string) string {
	if what == "" || strings.HasPrefix(what, "不") {
		return what
	}
	return "不得" + what
}

// by says by which day: 于2026年3月31日前, or on the spot when it is the day of the agreement.
func by(due, on data.Day) string {
	switch due {
	case 0:
		return ""
	case on:
		return "于" + due.Chinese() + "当场"
	}
	return "于" + due.Chinese() + "前"
}

// monthly says from when and by which day of each month: 自2026年5月起， and 于每月5日前.
func monthly(d data.Day) (since, until string) {
	if d == 0 {
		return "", "每月"
	}
	y, m, day := d.Date()
	return fmt.Sprintf("自%d年%d月起，", y, m), fmt.Sprintf("于每月%d日前", day)
}

func methodName(m data.Method) string {
	switch m {
	case data.Cash:
		return "现金"
	case data.Transfer:
		return "转账"
	case data.WeChat:
		return "微信转账"
	}
	return string(m)
}

func methodPhrase(m data.Method) string {
	if m == "" {
		return ""
	}
	return "以" + methodName(m) + "方式"
}

// namer knows the parties as the agreement names them.
type namer []data.Party

func (ps namer) name(id data.ElementID) string {
	for i := range ps {
		if ps[i].ID == id {
			return ps[i].Name
		}
	}
	return ""
}

// names joins parties' names with 、.
func (ps namer) names(ids []data.ElementID) string {
	var out []string
	for _, id := range ids {
		if n := ps.name(id); n != "" {
			out = append(out, n)
		}
	}
	return strings.Join(out, "、")
}
