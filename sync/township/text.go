package township

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// beijing is the one time zone of the people who read the pages.
var beijing = time.FixedZone("CST", 8*60*60)

// silentAfter is when a village that made no exchange is marked.
const silentAfter = 7 * 24 * time.Hour

// The words of the pages for the codes of the record. The closed lists with
// statutory names are package data's.
var (
	statusNames = names(map[data.Status]string{
		data.Draft: "草稿", data.Applied: "待受理", data.RefusedCase: "不予受理", data.Accepted: "已受理",
		data.Investigating: "调查", data.Mediating: "调解中", data.Suspended: "中止", data.Agreed: "已达成协议",
		data.PendingMarks: "待签章", data.Performing: "履行中", data.Defaulted: "逾期未履行", data.Performed: "已履行",
		data.Terminated: "终止", data.Withdrawn: "撤回", data.HandedUp: "移送", data.Closed: "结案",
		data.Archived: "归档", data.Void: "作废",
	})
	performanceNames = names(map[data.Performance]string{
		"": "—", data.InPerformance: "履行中", data.InDefault: "逾期", data.FullyDone: "已履行",
	})
	confirmationNames = names(map[data.ConfirmationResult]string{
		"": "—", data.Confirmed: "确认有效", data.ConfirmationRefused: "不予受理", data.Rejected: "驳回",
		data.ApplicationTaken: "撤回申请",
	})
	reasonNames = names(map[ledger.Reason]string{
		ledger.ReasonUnreadable: "内容无法辨认", ledger.ReasonWriter: "不是本电脑的记录",
		ledger.ReasonOwner: "属于其他村或镇街的案件", ledger.ReasonFork: "与已收记录不一致，已隔离",
		ledger.ReasonRevoked: "电脑已停用，已隔离",
	})
	actNames = names(map[string]string{
		actCode: "生成接入码", actEnrol: "电脑接入", actReject: "接入被拒", actRevoke: "停用电脑", actLogin: "登录",
		actFailed: "密码错误", actLocked: "密码错误过多，锁定", actLogout: "退出", actPassword: "修改密码", actOneTime: "生成一次性密码",
		actHandUpRead: "打开移送案件", actHandUpFile: "打开移送案件的附件", actHandUpAccepted: "接收移送案件", actHandUpReturned: "退回移送案件",
		actHandUpSettled: "移送案件办结反馈",
		actRestored:      "由备份恢复，重新收取", actRecount: "重新核算统计并改正", actAccount: "新建账号", actRole: "更改角色", actDisable: "停用账号", actEnable: "启用账号",
		actBackup: "备份", actNoBackup: "备份没有成功",
		actSessions:   "退出其他电脑上的登录",
		actVillageKey: "收到本村密钥的密封件",
		actStick:      "收优盘", actErased: "村里销毁案卷，删除密钥和附件",
		actUplink: "接入县级服务器",
	})
	countyNames = names(map[string]string{
		"": "正常", "unreachable_dns": "找不到县级服务器，请检查地址和网络。", "unreachable_connect": "连不上县级服务器，请检查地址、端口和网络。",
		"unreachable_tls": "安全连接没有建立，请检查两台服务器的版本。", "unreachable_proxy": "代理服务器不通，请检查代理设置。",
		"unreachable_timeout": "县级服务器没有及时回答，稍后自动再试。", "unreachable_cut": "线路中断，稍后自动接着送。",
		"unreachable_http": "县级服务器没有接受，请核对地址。", "wrong_county": "对方不是发接入码的县级服务器，没有送出任何数据。请核对地址。",
		"captive_portal": "回答的不是县级服务器，可能要先登录上网。", "stale_answer": "回答对不上，稍后自动再试。",
		"no_progress": "县级服务器没有收下余下的数据，请联系县级管理员。", "totals_differ": "已全部送出，但两级的统计不一致；县级的“核对”页列出了不一致的案件。",
		string(wire.CodeRevoked): "县级已停用本服务器，请向县级索取新的接入码。", string(wire.CodeUnknownDevice): "县级不认识本服务器，请用新的接入码重新接入。",
		string(wire.CodeFork):      "两级的传送记录对不上，稍后自动重新送出；一直这样请联系县级管理员。",
		string(wire.CodeSignature): "县级不认识本服务器的签名，请用新的接入码重新接入。",
		string(wire.CodeFull):      "县级服务器的磁盘满了，暂时存不下。本服务器的数据都在，县级有了空间会自动再送；请告诉县级管理员。",
		"no_room":                  "本服务器的磁盘满了，请先清理磁盘；有了空间会自动接着送。",
		string(wire.CodeBusy):      "县级服务器正忙，稍后自动再试。", string(wire.CodeNewer): "县级服务器的版本较新，请更新本程序。",
		string(wire.CodeDamaged): "传输内容有误，稍后自动再试。", string(wire.CodeUnknownCode): "接入码不对，请核对。",
		string(wire.CodeExpired): "接入码已过期，请向县级索取新的。", string(wire.CodeUsed): "接入码已用过，请向县级索取新的。",
		string(wire.CodeTries): "接入码输错过多，已作废，请向县级索取新的。", string(wire.CodeTooLarge): "内容过大，没有送出，请联系县级管理员。",
	})
	whoNames    = names(map[string]string{actOperator: "服务器管理员（本机）"})
	rejectNames = names(map[wire.Code]string{
		wire.CodeUnknownCode: "接入码不对", wire.CodeExpired: "接入码已过期", wire.CodeUsed: "接入码已用过",
		wire.CodeTries: "接入码输错过多", wire.CodeNoVillage: "本村的密钥还没有送来",
	})
	roleNames = names(map[ledger.Role]string{
		ledger.RoleAdmin: "管理员", ledger.RoleClerk: "经办人", ledger.RoleReader: "查看", ledger.RoleCounty: "县级查看",
	})
	handUpNames = names(map[ledger.HandUpState]string{
		handUpAccepted: "已接收", handUpReturned: "已退回", handUpSettled: "已办结",
	})
	mediaNames = names(map[data.Media]string{data.JPEG: "照片", data.PNG: "照片", data.PDF: "PDF"})
	// How an attachment of a case handed up stands, in a word, and what is said to whoever
	// wants it opened.
	fileStateNames = names(map[fileState]string{
		fileHere: "已到", fileAway: "还没有传到", fileOld: "旧格式，打不开", fileNewer: "要升级服务器", fileBad: "损坏", fileErased: "村里已销毁",
	})
	fileProblems = names(map[fileState]string{
		fileAway:   "这个附件还没有传到。村里的电脑联网以后会接着传，过一会儿再打开。",
		fileOld:    "这个附件是用旧格式封装的，镇街打不开。请村里另送纸质材料。",
		fileNewer:  "村里的程序比服务器新，这个附件暂时打不开。请升级服务器，内容不会丢。",
		fileBad:    "这个附件损坏，或者与移送函写的不符，没有显示。请村里另送。",
		fileErased: "村里已经销毁这个案件，附件已随之删除。",
	})
	problems = names(map[string]string{
		"area.length": "区划代码应为12位数字。", "area.digits": "区划代码应为12位数字。",
		"answer.by": "请写经办人。", "answer.reason": "请写退回的理由。", "answer.result": "请选择办理结果。",
		"answer.on": "请填办结日期，不能晚于今天。", "answer.long": "文字过长，每项不超过2000个字。", "answer.state": "没有这种答复。",
		"date.form": "日期的写法不对。", "date.none": "没有这一天。", "date.range": "日期超出范围。", "amount.form": "金额的写法不对。",
		"amount.decimals": "金额最多两位小数。", "amount.large": "金额过大。", "amount.zero": "金额的写法不对。",
		"address.form": "地址不对，应为主机名或IP，可带端口，如 10.1.2.3:8443。", "code.character": "接入码里有不能用的字符，请核对。", "code.length": "接入码应为6组、每组5个字符。",
		"village.name":   "请填写村（社区）名称，不超过60个字。",
		"village.other":  "这个区划代码已登记为另一个村（社区），请核对。",
		"password.short": fmt.Sprintf("新密码至少%d个字符。", minPassword), "password.long": "新密码过长。",
		"password.same": "新密码不能与原密码相同。", "password.name": "新密码不能包含账号。",
		"password.repeat": "两次输入的新密码不一致。", "password.simple": "新密码太简单，请多用几种字符，不要连号。",
		"password.common": "新密码太常见，容易被猜到，请换一个。",
		"account.name":    fmt.Sprintf("账号应为2至%d个汉字、字母或数字。", maxAccount),
		"account.exists":  "这个账号已经有了，请换一个名称。", "account.role": "请选择角色。", "account.none": "没有这个账号。",
		"account.last": "这是最后一个能用的管理员，没有改动。请先设另一个管理员。",
	})
)

// names returns a function that gives a code's name, or the code itself when a
// newer program wrote it.
func names[K ~string](table map[K]string) func(K) string {
	return func(k K) string {
		if name, ok := table[k]; ok {
			return name
		}
		return string(k)
	}
}

// explain returns the sentence for an error of a form, empty when there is none.
func explain(err error) string {
	var invalid *data.Invalid
	var wait *locked
	switch {
	case errors.As(err, &invalid):
		return problems(invalid.Code)
	case errors.Is(err, errLogin):
		return "账号或密码不对。"
	case errors.As(err, &wait):
		return "密码错误次数过多，请在" + wait.until.In(beijing).Format("15:04:05") + "以后再试。"
	}
	return ""
}

// objectName returns what an act was done to; a role stands there by its code.
func objectName(a ledger.Act) string {
	if a.What == actReject {
		return rejectNames(wire.Code(a.Object))
	}
	name, role, ok := strings.Cut(a.Object, " ")
	if ok && (a.What == actAccount || a.What == actRole) {
		return name + "（" + roleNames(ledger.Role(role)) + "）"
	}
	return a.Object
}

// moment returns a time as the office reads it.
func moment(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.In(beijing).Format("2006-01-02 15:04")
}

// outcomeName names an outcome; a case without one is still open.
func outcomeName(code string) string {
	if code == "" || code == string(data.NoOutcome) {
		return "在办"
	}
	return data.Outcomes.Name(code)
}

// typeName names a dispute type.
func typeName(code string) string {
	if code == "" || code == string(data.NoType) {
		return "未填写"
	}
	return data.DisputeTypes.Name(code)
}

// periodName names a period in words: a reporting year, a month, or its days.
func periodName(p data.Period) string {
	if p.From == 0 && p.To == 0 {
		return "全部时间"
	}
	y, m, _ := p.To.Date()
	if q, ok := quarterOf(p); ok {
		return fmt.Sprintf("%d报表年度%s", data.ReportYearOf(p.To).To.Month().Year(), q.Name)
	}
	switch {
	case p == data.ReportYear(y):
		return fmt.Sprintf("%d报表年度", y)
	case p == monthPeriod(p.To.Month()):
		return fmt.Sprintf("%d年%d月", y, m)
	case p.From == 0:
		return "截至" + p.To.Chinese()
	case p.To == 0:
		return p.From.Chinese() + "以来"
	}
	return p.From.Chinese() + "至" + p.To.Chinese()
}

// quartersOf returns the quarters of the reporting year of a period's end.
func quartersOf(p data.Period) []data.Quarter {
	return data.Quarters(data.ReportYearOf(p.To).To.Month().Year(), data.ListOf(data.ListReportCalendar, nil))
}

// quarterOf returns the quarter that a closed period is.
func quarterOf(p data.Period) (data.Quarter, bool) {
	if p.To == 0 {
		return data.Quarter{}, false
	}
	for _, q := range quartersOf(p) {
		if q.Period == p {
			return q, true
		}
	}
	return data.Quarter{}, false
}

// yearBefore returns the same days a year before; ok is false for a period with an open
// end. Whole months stay whole.
func yearBefore(p data.Period) (before data.Period, ok bool) {
	if p.From == 0 || p.To == 0 {
		return p, false
	}
	before = data.Period{From: p.From.AddMonth(-12), To: p.To.AddMonth(-12)}
	if _, _, whole := p.Months(); whole {
		before.To = monthPeriod(before.To.Month()).To
	}
	return before, true
}

// daysOf names a closed period by its first and last day where its name does not.
func daysOf(p data.Period) string {
	days := p.From.Chinese() + "至" + p.To.Chinese()
	if p.From == 0 || p.To == 0 || days == periodName(p) {
		return ""
	}
	return days
}

// monthPeriod returns the days of a month.
func monthPeriod(m data.Month) data.Period {
	first, err := data.NewDay(m.Year(), time.Month(int(m)%12+1), 1)
	if err != nil {
		return data.Period{}
	}
	return data.Period{From: first, To: first.AddMonth(1).Add(-1)}
}

// rate returns a share with its raw counts; a whole of 0 has none.
func rate(r data.Rate) (share, counts string) {
	tenths, ok := r.Tenths()
	if !ok {
		return "—", ""
	}
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10), fmt.Sprintf("%d/%d", r.Part, r.Whole)
}

// grouped parts the digits of a digest's first 64 bits, by which people compare it.
func grouped(h data.Hash) string {
	s := h.String()
	return s[:4] + " " + s[4:8] + " " + s[8:12] + " " + s[12:16]
}
