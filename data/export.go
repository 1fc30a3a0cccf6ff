package data

// Export is one time that something of the record left the program as a plain file or
// was packed for another computer. Who holds the record can see what was given away.
type Export struct {
	ID ElementID `json:"id,omitzero"`
	On Day       `json:"on,omitzero"`
	By ElementID `json:"by,omitzero"`
	// What is a code: ledger, everything, case and so on.
	What string `json:"what,omitzero"`
	// Masked says that names, telephones and identity numbers were covered.
	Masked bool `json:"masked,omitzero"`
	Cases  int  `json:"cases,omitzero"`
}

// ImportBatch is one import of a ledger kept before.
type ImportBatch struct {
	ID    ElementID `json:"id,omitzero"`
	On    Day       `json:"on,omitzero"`
	By    ElementID `json:"by,omitzero"`
	From  string    `json:"from,omitzero"`
	Cases int       `json:"cases,omitzero"`
	// UndoneOn is the day the import was taken back.
	UndoneOn Day `json:"undone_on,omitzero"`
}
