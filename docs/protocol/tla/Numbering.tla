------------------------------ MODULE Numbering ------------------------------
(***************************************************************************)
(* One database. Its users' transactions change rows and get an event id   *)
(* for each change, at once and before they commit. Only afterwards does a *)
(* numbering pass give them their places in the log. Meanwhile received    *)
(* batches are applied to the same rows.                                   *)
(*                                                                         *)
(* The question: does the order of the log say the truth about the rows,   *)
(* and is every claim "my author had seen this batch" true?                *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
    Locals,     \* the users' transactions
    Batches,    \* received batches, each applied in one database transaction
    Rows,
    Variant     \* "Sound", or the name of a mistake (see README.md)

VARIABLES
    state,      \* of each transaction: "idle", "open", "committed"
    events,     \* of each local transaction: its changes, as <<id, row>>
    nextId,     \* the sequence that event ids are drawn from
    lock,       \* of each row: who holds its lock, or "nobody"
    history,    \* of each row: who changed it, in the order in which it really happened
    log,        \* what has a place in the log, in log order
    past,       \* of each local transaction in the log: the batches that its author is said to have seen
    known,      \* of each batch: what the log held when it was decided what the batch does to its rows
    step,       \* of each batch: "wait", "write", "number", "commit", "done"
    batchRows,  \* of each batch: its rows (chosen at the start, then fixed)
    cursor      \* the largest id that was numbered; only the variant "Cursor" looks at it

vars == <<state, events, nextId, lock, history, log, past, known, step, batchRows, cursor>>

Range(s) == {s[i] : i \in 1..Len(s)}
Place(s, x) == CHOOSE i \in 1..Len(s) : s[i] = x
Max(S) == CHOOSE x \in S : \A y \in S : y <= x
Min(S) == CHOOSE x \in S : \A y \in S : x <= y

Init ==
    /\ state = [t \in Locals |-> "idle"]
    /\ events = [t \in Locals |-> {}]
    /\ nextId = 1
    /\ lock = [r \in Rows |-> "nobody"]
    /\ history = [r \in Rows |-> <<>>]
    /\ log = <<>>
    /\ past = [t \in Locals |-> {}]
    /\ known = [b \in Batches |-> {}]
    /\ step = [b \in Batches |-> "wait"]
    /\ batchRows \in [Batches -> (SUBSET Rows) \ {{}}]
    /\ cursor = 0

-----------------------------------------------------------------------------
(* Users. A change waits for the row's lock, which is held until the end of the transaction. The id is drawn
   behind the lock (an AFTER trigger): this, and CACHE 1, is what makes the last id tell the order. *)

Change(t, r) ==
    /\ state[t] \in {"idle", "open"}
    /\ lock[r] = "nobody"           \* each transaction changes a row once: more changes nothing
    /\ state' = [state EXCEPT ![t] = "open"]
    /\ lock' = [lock EXCEPT ![r] = t]
    /\ history' = [history EXCEPT ![r] = Append(@, t)]
    /\ events' = [events EXCEPT ![t] = @ \union {<<nextId, r>>}]
    /\ nextId' = nextId + 1
    /\ UNCHANGED <<log, past, known, step, batchRows, cursor>>

Commit(t) ==
    /\ state[t] = "open"
    /\ state' = [state EXCEPT ![t] = "committed"]
    /\ lock' = [r \in Rows |-> IF lock[r] = t THEN "nobody" ELSE lock[r]]
    /\ UNCHANGED <<events, nextId, history, log, past, known, step, batchRows, cursor>>

-----------------------------------------------------------------------------
(* The numbering pass. What it reads is what one snapshot shows: all that is committed and has no number. *)

Ids(t) == {e[1] : e \in events[t]}
RowsOf(t) == {e[2] : e \in events[t]}
Unnumbered == {t \in Locals : state[t] = "committed" /\ t \notin Range(log)}
Candidates == IF Variant = "Cursor" THEN {t \in Unnumbered : Max(Ids(t)) > cursor} ELSE Unnumbered

\* Whose turn it is. The last id of a transaction tells the order, the first does not.
Rank(t) == IF Variant = "ByFirstEvent" THEN Min(Ids(t)) ELSE Max(Ids(t))
Ordered(S) == CHOOSE s \in [1..Cardinality(S) -> S] : \A i, j \in 1..Cardinality(S) : i < j => Rank(s[i]) < Rank(s[j])

Applied == Batches \intersect Range(log)

NumberingPass ==
    /\ log' = log \o Ordered(Candidates)
    /\ past' = [t \in Locals |-> IF t \in Candidates THEN Applied ELSE past[t]]
    /\ cursor' = IF Candidates = {} THEN cursor ELSE Max(UNION {Ids(t) : t \in Candidates} \union {cursor})

\* Numbering and applying exclude each other (one lock in the service).
Applying == \E b \in Batches : step[b] \notin {"wait", "done"}

Number ==
    /\ Candidates # {}
    /\ Variant = "NumberDuringApply" \/ ~Applying
    /\ NumberingPass
    /\ UNCHANGED <<state, events, nextId, lock, history, known, step, batchRows>>

-----------------------------------------------------------------------------
(* Applying a batch: decide by what the log shows, write the rows, number behind their locks, commit. *)

Decide(b) ==
    /\ step[b] = "wait"
    /\ ~Applying
    /\ step' = [step EXCEPT ![b] = "write"]
    /\ known' = [known EXCEPT ![b] = Range(log)]
    /\ UNCHANGED <<state, events, nextId, lock, history, log, past, batchRows, cursor>>

Write(b, r) ==
    /\ step[b] = "write"
    /\ r \in batchRows[b]
    /\ lock[r] = "nobody"
    /\ lock' = [lock EXCEPT ![r] = b]
    /\ history' = [history EXCEPT ![r] = Append(@, b)]
    /\ step' = [step EXCEPT ![b] = IF \A q \in batchRows[b] \ {r} : lock[q] = b THEN "number" ELSE "write"]
    /\ UNCHANGED <<state, events, nextId, log, past, known, batchRows, cursor>>

Without(s, b) == SelectSeq(s, LAMBDA x : x # b)

\* A transaction that got in between had changed one of our rows: undo all, give it its number, start over.
Surprised(b) == \E t \in Candidates : RowsOf(t) \intersect batchRows[b] # {}

NumberBehindLocks(b) ==
    /\ step[b] = "number"
    /\ IF Variant = "ClaimTheBatch"
       THEN /\ step' = [step EXCEPT ![b] = "commit"]
            /\ UNCHANGED <<lock, history, log, past, cursor>>
       ELSE /\ NumberingPass
            /\ IF Surprised(b) /\ Variant # "IgnoreSurprise"
               THEN /\ step' = [step EXCEPT ![b] = "wait"]
                    /\ lock' = [r \in Rows |-> IF lock[r] = b THEN "nobody" ELSE lock[r]]
                    /\ history' = [r \in Rows |-> Without(history[r], b)]
               ELSE /\ step' = [step EXCEPT ![b] = "commit"]
                    /\ UNCHANGED <<lock, history>>
    /\ UNCHANGED <<state, events, nextId, known, batchRows>>

CommitBatch(b) ==
    /\ step[b] = "commit"
    /\ step' = [step EXCEPT ![b] = "done"]
    /\ lock' = [r \in Rows |-> IF lock[r] = b THEN "nobody" ELSE lock[r]]
    /\ log' = Append(log, b)
    /\ UNCHANGED <<state, events, nextId, history, past, known, batchRows, cursor>>

-----------------------------------------------------------------------------
Next ==
    \/ \E t \in Locals : Commit(t) \/ \E r \in Rows : Change(t, r)
    \/ Number
    \/ \E b \in Batches :
        \/ Decide(b)
        \/ \E r \in Rows : Write(b, r)
        \/ NumberBehindLocks(b)
        \/ CommitBatch(b)

Spec == Init /\ [][Next]_vars

\* To the rules, one transaction, batch or row is as good as another: TLC need not look at both.
Interchangeable == Permutations(Locals) \union Permutations(Batches) \union Permutations(Rows)

-----------------------------------------------------------------------------
(* What must hold *)

\* Whoever changed a row earlier stands earlier in the log, and is there whenever a later one is.
RowsAreInLogOrder ==
    \A r \in Rows : \A i, j \in 1..Len(history[r]) :
        i < j /\ history[r][j] \in Range(log) =>
            /\ history[r][i] \in Range(log)
            /\ Place(log, history[r][i]) < Place(log, history[r][j])

\* Every transaction has one place, and what is committed gets one sooner or later.
NothingIsLostOrDoubled ==
    /\ Cardinality(Range(log)) = Len(log)
    /\ \A t \in Unnumbered : t \in Candidates

\* Who is said to have seen a batch, changed the rows of that batch only after it.
ClaimsAreTrue ==
    \A t \in Range(log) \intersect Locals : \A b \in past[t] :
        \A r \in RowsOf(t) \intersect batchRows[b] : Place(history[r], b) < Place(history[r], t)

\* What a batch does to a row was decided with every earlier change of the row known: none is overwritten unseen.
NothingIsOverwrittenUnseen ==
    \A b \in Applied : \A r \in batchRows[b] :
        \A i \in 1..(Place(history[r], b) - 1) : history[r][i] \in known[b]
=============================================================================
