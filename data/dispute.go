package data

// Row is one entry of a closed list. A code is never reused; an entry that is no
// longer offered keeps its name for the records that hold it.
type Row struct {
	Code string
	// Name as it stands on the national forms.
	Name string
	// From and To bound the days on which the entry is offered; 0 is open.
	From, To Day
}

// List is a closed list of the domain, in the order the forms give.
type List []Row

// Name returns the entry's name, or the code itself where a newer list wrote it.
func (l List) Name(code string) string {
	if r := find(l, func(r *Row) bool { return r.Code == code }); r != nil {
		return r.Name
	}
	return code
}

// Has reports whether the code is in the list.
func (l List) Has(code string) bool {
	return find(l, func(r *Row) bool { return r.Code == code }) != nil
}

// On returns the entries offered on a day.
func (l List) On(day Day) List {
	var out List
	for _, r := range l {
		if (r.From == 0 || r.From <= day) && (r.To == 0 || day <= r.To) {
			out = append(out, r)
		}
	}
	return out
}

// DisputeType is a code of DisputeTypes.
type DisputeType string

// Name returns the type's name on the statistics table.
func (t DisputeType) Name() string { return DisputeTypes.Name(string(t)) }

// Labour reports whether the Labour Dispute Mediation and Arbitration Law applies,
// whose art. 14 opens arbitration after 15 days.
func (t DisputeType) Labour() bool { return t == "10" || t == "11" }

// DisputeTypes is the ministry's list of 18 (人民调解案件情况统计表).
var DisputeTypes = List{
	{Code: "01", Name: "婚姻家庭纠纷"}, {Code: "02", Name: "邻里纠纷"},
	{Code: "03", Name: "房屋宅基地纠纷"}, {Code: "04", Name: "合同纠纷"},
	{Code: "05", Name: "生产经营纠纷"}, {Code: "06", Name: "损害赔偿纠纷"},
	{Code: "07", Name: "山林土地纠纷"}, {Code: "08", Name: "征地拆迁纠纷"},
	{Code: "09", Name: "环境污染纠纷"}, {Code: "10", Name: "拖欠农民工工资纠纷"},
	{Code: "11", Name: "其他劳动争议纠纷"}, {Code: "12", Name: "旅游纠纷"},
	{Code: "13", Name: "电子商务纠纷"}, {Code: "14", Name: "其他消费纠纷"},
	{Code: "15", Name: "医疗纠纷"}, {Code: "16", Name: "道路交通事故纠纷"},
	{Code: "17", Name: "物业纠纷"}, {Code: "18", Name: "其他纠纷"},
}

// Source is a code of Sources.
type Source string

// The three sources of a case (People's Mediation Law arts. 17, 18).
const (
	Application Source = "application"
	OwnMotion   Source = "own"
	Referral    Source = "referral"
)

// Sources lists the sources as form D numbers them.
var Sources = List{
	{Code: string(Application), Name: "当事人申请"},
	{Code: string(OwnMotion), Name: "人民调解委员会主动调解"},
	{Code: string(Referral), Name: "委托移送"},
}

// Organ is a code of Organs.
type Organ string

// Court is the organ whose referrals have a clock of their own (Rules on Online
// Mediation by People's Courts arts. 12, 24).
const Court Organ = "court"

// Organs lists who refers cases, as the statistics table splits them.
var Organs = List{
	{Code: string(Court), Name: "法院"}, {Code: "procuratorate", Name: "检察院"},
	{Code: "police", Name: "公安机关"}, {Code: "petition", Name: "信访部门"},
	{Code: "other", Name: "其他部门"},
}

// Ground is a code of RefusalGrounds or TerminationGrounds.
type Ground string

// RefusalGrounds lists why a case is not accepted.
var RefusalGrounds = List{
	{Code: "R1", Name: "法院、仲裁机构或者行政机关已经受理或者解决"},
	{Code: "R2", Name: "依法只能由专门机关管辖处理"},
	{Code: "R3", Name: "法律禁止采用民间调解方式解决"},
	{Code: "R4", Name: "对方当事人不同意调解"},
	{Code: "R5", Name: "涉嫌违法犯罪，移送公安机关"},
	{Code: "R6", Name: "没有明确的被申请人或者具体的申请事项"},
	{Code: "R7", Name: "不属于本调解委员会受理范围"},
	{Code: "R8", Name: "同一纠纷已经登记"},
}

// TerminationGrounds lists why a mediation ends without agreement.
var TerminationGrounds = List{
	{Code: "T1", Name: "当事人不愿继续调解"}, {Code: "T2", Name: "双方分歧较大"},
	{Code: "T3", Name: "调解期限届满，未同意延长"}, {Code: "T4", Name: "当事人无法联系"},
	{Code: "T5", Name: "当事人拒绝在协议书上签名"}, {Code: "T6", Name: "当事人自行和解，撤回申请"},
	{Code: "T7", Name: "疑似虚假调解"}, {Code: "T8", Name: "发生致使调解无法进行的情形"},
	{Code: "T9", Name: "移送上级处理"},
}
