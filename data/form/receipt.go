// Source: 收条, practice; a payment is proved by it in the dossier (卷内目录: 履行凭证).

package form

import (
	"fmt"
	"strconv"
	"strings"

	"woshou/data"
)

// Receipt is 收条: one copy for who paid, one for the dossier.
const Receipt Code = "receipt"

var receipt2026 = Form{
	Code:    Receipt,
	Edition: "2026",
	From:    day("2011-01-01"),
	Title:   "收条",
	Twice:   true,
	Parts: []Part{
		Sentence{
			Text: "今收到{}支付的{}款人民币（大写）{}（￥{}），系履行（编号）{}协议第{}条。",
			Blanks: []Field{
				{Key: "payment.from", Label: "付款人", Chars: 6, Get: func(s Subject) string { return payer(s) }},
				{Key: "payment.purpose", Label: "款项", Chars: 6, Get: paidFor},
				{Key: "payment.capitals", Label: "大写", Chars: 12, Get: func(s Subject) string {
					if _, p := s.Payment(); p.Amount > 0 {
						return p.Amount.Capitals()
					}
					return ""
				}},
				{Key: "payment.amount", Label: "金额", Chars: 5, Get: func(s Subject) string {
					if _, p := s.Payment(); p.Amount > 0 {
						return p.Amount.Yuan()
					}
					return ""
				}},
				{Key: "case.number", Label: "编号", Chars: 10, Get: func(s Subject) string { return s.Case.Number }},
				{Key: "payment.clause", Label: "协议条款", Chars: 2, Get: paidClause},
			},
		},
		Signing{
			Signers: []Signer{
				{Label: "收款人（签名/按指印）", Names: payee, Finger: true, Party: true},
				{Label: "付款人", Names: func(s Subject) []string {
					if _, p := s.Payment(); p.By != "" {
						return []string{p.By}
					}
					return []string{payer(s)}
				}},
				{Label: "见证人", Names: func(s Subject) []string {
					_, p := s.Payment()
					return []string{p.Witness}
				}},
			},
			Abreast: true,
			On: func(s Subject) data.Day {
				_, p := s.Payment()
				return p.On
			},
		},
	},
	Of: func(c *data.Case) []data.ElementID {
		var out []data.ElementID
		for i := range c.Agreements {
			for j := range c.Agreements[i].Items {
				for _, p := range c.Agreements[i].Items[j].Payments {
					out = append(out, p.ID)
				}
			}
		}
		return out
	},
	In: data.PartAgreement,
}

// payer names who owed the money.
func payer(s Subject) string {
	item, _ := s.Payment()
	return namer(s.Parties()).name(item.From)
}

// payee names who signs for the money.
func payee(s Subject) []string {
	item, _ := s.Payment()
	for _, p := range s.Parties() {
		if item.To != "" && p.ID == item.To {
			return []string{signerOf(&p)}
		}
	}
	return []string{""}
}

// paidFor says what was paid for, and of a monthly item which month; the paper's own 款
// follows it.
func paidFor(s Subject) string {
	item, p := s.Payment()
	purpose := item.Thing
	for i := range s.Agreement.Clauses {
		if cl := &s.Agreement.Clauses[i]; cl.ID == item.Clause && item.Clause != "" && cl.Purpose != "" {
			purpose = cl.Purpose
		}
	}
	purpose = strings.TrimSuffix(trimEnd(purpose), "款")
	if p.For != 0 && purpose != "" {
		y, m, _ := p.For.Date()
		purpose = fmt.Sprintf("%d年%d月%s", y, m, purpose)
	}
	return purpose
}

// paidClause is the place of the clause that the payment performs.
func paidClause(s Subject) string {
	item, _ := s.Payment()
	for i := range s.Agreement.Clauses {
		if item.Clause != "" && s.Agreement.Clauses[i].ID == item.Clause {
			return strconv.Itoa(i + 1)
		}
	}
	return ""
}
