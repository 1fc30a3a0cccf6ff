// Source: 恢复单, this program's own paper: the key that opens the record when nobody knows
// the password.

package form

import (
	"strings"
)

// RecoverySheet is 恢复单, a paper of the committee about a *RecoveryKey. It is never kept
// beside the record that it opens, and nothing of it may stand in a digest.
const RecoverySheet Code = "recovery"

// RecoveryKey is the key in groups parted by dashes.
type RecoveryKey string

var recovery2026 = Form{
	Code:    RecoverySheet,
	Edition: "2026",
	From:    day("2011-01-01"),
	Title:   "握手言和恢复单",
	Parts: []Part{
		Space(4),
		Row{{Key: "committee.name", Label: "记录所属", Chars: 24, Get: func(s Subject) string { return s.Committee.Name }}},
		Space(4),
		Table{
			Columns: []Column{{Share: 1, Align: Centre}, {Share: 1, Align: Centre}, {Share: 1, Align: Centre}, {Share: 1, Align: Centre}},
			Rows:    keyRows, Display: 24, Least: 20, Blank: 2, Whole: true,
		},
		Space(4),
		Notice("用途：忘了密码，或者知道密码的人不在了，只有这张纸上的恢复密钥能打开记录。没有密码，也没有这张纸，谁也打不开记录。"),
		Notice("用法：打开程序时点“忘记密码”，从左到右、一行一行照着输入。大小写都可以；0是数字零，1是数字一，没有字母I、L、O、U。"),
		Notice("保管：请专人锁在柜子里。不要和电脑、备份优盘放在一起，不要拍照，不要发给别人。换了新的恢复单，这一张就作废，请当场销毁。"),
		Space(4),
		Row{
			{Key: "recovery.made_on", Label: "制作日期", Chars: 11, Day: true, Get: func(s Subject) string { return s.Today.Chinese() }},
			{Key: "recovery.keeper", Label: "保管人", Chars: 8, Optional: true, Get: byHand},
		},
		Row{{Key: "recovery.place", Label: "存放地点", Chars: 24, Optional: true, Get: byHand}},
		Signing{Signers: []Signer{{Label: "制作人（签名）", Names: someone}, {Label: "保管人（签名）", Names: someone}}, Abreast: true},
	},
}

// keyRows are the groups of the key, four in a row.
func keyRows(s Subject) [][]string {
	key := *listed[RecoveryKey](s)
	if key == "" {
		return nil
	}
	const inRow = 4
	var out [][]string
	for i, group := range strings.Split(string(key), "-") {
		if i%inRow == 0 {
			out = append(out, make([]string, inRow))
		}
		out[i/inRow][i%inRow] = group
	}
	return out
}

// byHand is an entry that the record has no place for: it is written on the paper.
func byHand(Subject) string { return "" }
