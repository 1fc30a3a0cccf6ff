package sheet

import "strings"

// Field is what a column of a ledger says about a case.
type Field string

// The fields a column can be matched with; the empty Field is a column that is left out.
const (
	FieldNumber            Field = "number"
	FieldReceived          Field = "received"
	FieldClosed            Field = "closed"
	FieldApplicant         Field = "applicant"
	FieldRespondent        Field = "respondent"
	FieldParties           Field = "parties"
	FieldApplicantPhone    Field = "applicant_phone"
	FieldRespondentPhone   Field = "respondent_phone"
	FieldApplicantAddress  Field = "applicant_address"
	FieldRespondentAddress Field = "respondent_address"
	FieldApplicantID       Field = "applicant_id"
	FieldRespondentID      Field = "respondent_id"
	FieldType              Field = "type"
	FieldSource            Field = "source"
	FieldPlace             Field = "place"
	FieldSummary           Field = "summary"
	FieldResult            Field = "result"
	FieldForm              Field = "form"
	FieldAmount            Field = "amount"
	FieldMediator          Field = "mediator"
)

// Fields lists the fields in the order the desk offers them.
var Fields = []Field{
	FieldNumber, FieldReceived, FieldClosed, FieldApplicant, FieldRespondent, FieldParties, FieldType, FieldSource,
	FieldPlace, FieldSummary, FieldResult, FieldForm, FieldAmount, FieldMediator, FieldApplicantPhone,
	FieldRespondentPhone, FieldApplicantAddress, FieldRespondentAddress, FieldApplicantID, FieldRespondentID,
}

// word is a rule of the guess: a head with any of these words is this field. The first
// rule that fits counts, so the words that others contain come first.
type word struct {
	field Field
	words []string
}

var details = []struct {
	applicant, respondent Field
	words                 []string
}{
	{FieldApplicantPhone, FieldRespondentPhone, []string{"电话", "手机", "联系方式", "联系号码"}},
	{FieldApplicantAddress, FieldRespondentAddress, []string{"地址", "住址", "住所"}},
	{FieldApplicantID, FieldRespondentID, []string{"身份证", "证件号", "公民身份"}},
}

var words = []word{
	{"", []string{"序号", "备注", "回访", "页", "签名", "签字", "性别", "年龄", "民族", "职业", "人数", "归档"}},
	{FieldNumber, []string{"案号", "编号", "卷号", "字号", "登记号", "案件号", "文号"}},
	{FieldAmount, []string{"金额", "标的", "款额", "数额"}},
	{FieldForm, []string{"协议形式", "协议类型", "协议种类", "书面", "口头"}},
	{FieldType, []string{"类型", "类别", "案由", "纠纷性质", "种类"}},
	{FieldSource, []string{"来源", "受理方式", "途径"}},
	{FieldClosed, []string{
		"结案日期", "结案时间", "办结日期", "办结时间", "调结日期", "调结时间", "达成日期", "协议日期", "协议时间",
		"调解日期", "调解时间", "完成日期", "完成时间", "签订日期",
	}},
	{FieldReceived, []string{
		"受理日期", "受理时间", "收到日期", "收到时间", "登记日期", "登记时间", "收案日期", "收案时间", "申请日期", "申请时间", "立案日期",
		"立案时间", "发生日期", "发生时间", "纠纷日期", "接案",
	}},
	{FieldMediator, []string{"调解员", "调解人", "承办人", "主持人", "经办人", "调处人"}},
	{FieldResult, []string{
		"结果", "调解情况", "处理情况", "是否成功", "调解结论", "处理意见", "办理情况", "履行", "成功与否", "是否达成",
	}},
	{FieldSummary, []string{
		"简要", "案情", "事实", "主要内容", "纠纷情况", "简况", "事由", "内容", "基本情况", "概况", "事项", "原因",
	}},
	{FieldPlace, []string{"地点", "发生地"}},
	{FieldRespondent, []string{"被申请", "被告", "对方", "乙方", "另一方"}},
	{FieldApplicant, []string{"申请人", "申请方", "原告", "甲方"}},
	{FieldParties, []string{"当事人", "双方", "姓名"}},
}

// whole are heads of one plain word, which means less inside others.
var whole = map[string]Field{
	"日期": FieldReceived, "时间": FieldReceived, "受理": FieldReceived, "结案": FieldClosed, "办结": FieldClosed,
	"调解": FieldMediator, "类": FieldType, "受理日": FieldReceived, "结案日": FieldClosed,
}

// guess returns what a head says of its column, "" when it says nothing that is known.
func guess(head string) Field {
	head = oneLine(head)
	for _, d := range details {
		switch {
		case !has(head, d.words):
		case has(head, []string{"被申请", "被告", "对方", "乙方"}):
			return d.respondent
		default:
			return d.applicant
		}
	}
	if f, ok := whole[head]; ok {
		return f
	}
	for _, w := range words {
		if has(head, w.words) {
			return w.field
		}
	}
	return ""
}

func has(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// respondents are the details that, unnamed, follow the other side's column.
var respondents = map[Field]Field{
	FieldApplicantPhone: FieldRespondentPhone, FieldApplicantAddress: FieldRespondentAddress,
	FieldApplicantID: FieldRespondentID,
}

// Match guesses what each column is, by its head. A field is given once, to its first
// column; a telephone, an address or a number of an identity card belongs to the side whose
// column came last.
func Match(head []string) []Field {
	out := make([]Field, len(head))
	used := map[Field]bool{}
	side := FieldApplicant
	for i, h := range head {
		f := guess(h)
		if other, ok := respondents[f]; ok && side == FieldRespondent && !strings.Contains(oneLine(h), "申请人") {
			f = other
		}
		if f == FieldApplicant || f == FieldRespondent {
			side = f
		}
		if f != "" && !used[f] {
			out[i], used[f] = f, true
		}
	}
	return out
}
