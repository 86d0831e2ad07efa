------------------------------- MODULE Pruning -------------------------------
(***************************************************************************)
(* One row, changed at several nodes. A row that met a concurrent change   *)
(* is resolved from the logged changes; so the log may lose only what can  *)
(* never count again. Numbering and streams are the other modules' matter: *)
(* here a change is numbered at once, and comes from whoever has it in its *)
(* log, in causal order.                                                   *)
(*                                                                         *)
(* The question: does the row become the same from the pruned log as from  *)
(* the full history, now and whatever still arrives, and is everything     *)
(* that somebody lacks still there?                                        *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS
    Nodes,          \* 1..n
    Columns,        \* of the row, besides its key
    MostChanges,    \* by all nodes together
    Variant         \* "Sound", or the name of a mistake (see README.md)

VARIABLES
    changes,    \* all changes that were ever made; no node knows it, it is here to compare with
    vector,     \* of each node: for each origin the highest sequence held
    log,        \* of each node: the changes it holds and has not pruned
    row,        \* of each node: the row as its users see it, an image or Absent
    sayable     \* sayable[b]: pairs of a change that b holds, and how many own changes b had made when it got it

vars == <<changes, vector, log, row, sayable>>

Absent == [k \in Columns |-> 0]     \* 0 in place of every value: there is no row
Neighbours(a) == {a - 1, a + 1} \intersect Nodes    \* were they in a line; only "LinkedPeersOnly" looks at it
Max(S) == CHOOSE x \in S : \A y \in S : y <= x

Holds(v, c) == v[c.origin] >= c.sequence
Saw(c, d) == Holds(c.past, d)
Held(a) == {c \in changes : Holds(vector[a], c)}    \* the full history, as far as it is known at a

\* The row is there at the start, in the tables and in nobody's log: it was pruned long ago.
Init ==
    /\ changes = {}
    /\ vector = [a \in Nodes |-> [n \in Nodes |-> 0]]
    /\ log = [a \in Nodes |-> {}]
    /\ row = [a \in Nodes |-> [k \in Columns |-> 1]]
    /\ sayable = [b \in Nodes |-> {}]

-----------------------------------------------------------------------------
(* Resolution *)

\* The total order: it never contradicts causality, for a hybrid time is larger than all in its past.
Before(c, d) == c.time < d.time \/ (c.time = d.time /\ c.origin < d.origin)
Greatest(S) == CHOOSE c \in S : \A d \in S : d = c \/ Before(d, c)

\* A cut is a barrier when everything after it had seen everything before it.
IsBarrier(before, after) == \A c \in after : \A d \in before : Saw(c, d)

\* The shortest suffix of a history behind a barrier.
Suffix(S) ==
    LET suffixes == {T \in (SUBSET S) \ {{}} : IsBarrier(S \ T, T)}
    IN  CHOOSE T \in suffixes : \A U \in suffixes : Cardinality(T) <= Cardinality(U)

\* A delete removes only what it saw; each column goes to the last of those of its writers whom no other writer had seen.
Resolve(S) ==
    LET deletes == {c \in S : c.kind = "delete"}
        live == {c \in S \ deletes : \A d \in deletes : ~Saw(d, c)}
        writers(k) == {c \in live : k \in c.columns}
        maximal(k) == {c \in writers(k) : \A d \in writers(k) : ~Saw(d, c)}
    IN  IF live = {} THEN Absent
        ELSE [k \in Columns |->
                IF writers(k) = {} THEN Greatest(live).image[k] ELSE Greatest(maximal(k)).image[k]]

-----------------------------------------------------------------------------
(* Users *)

Make(a, kind, columns, image) ==
    LET c == [
            origin |-> a,
            sequence |-> vector[a][a] + 1,
            past |-> vector[a],
            time |-> 1 + Max({0} \union {d.time : d \in Held(a)}),
            kind |-> kind,
            columns |-> columns,
            image |-> image]
    IN  /\ Cardinality(changes) < MostChanges
        /\ changes' = changes \union {c}
        /\ vector' = [vector EXCEPT ![a][a] = @ + 1]
        /\ log' = [log EXCEPT ![a] = @ \union {c}]
        /\ row' = [row EXCEPT ![a] = image]
        /\ sayable' = [sayable EXCEPT ![a] = @ \union {<<c, c.sequence>>}]

\* No two changes write the same value.
NewValue(a) == 10 * a + vector[a][a] + 1

Update(a, k) == row[a] # Absent /\ Make(a, "write", {k}, [row[a] EXCEPT ![k] = NewValue(a)])
Insert(a) == row[a] = Absent /\ Make(a, "write", Columns, [k \in Columns |-> NewValue(a)])
Delete(a) == row[a] # Absent /\ Make(a, "delete", {}, Absent)

-----------------------------------------------------------------------------
(* Nodes *)

Receive(b) ==
    \E c \in changes :
        /\ ~Holds(vector[b], c)
        /\ \E a \in Nodes : c \in log[a]
        /\ c.sequence = vector[b][c.origin] + 1
        /\ \A n \in Nodes : vector[b][n] >= c.past[n]
        /\ vector' = [vector EXCEPT ![b][c.origin] = c.sequence]
        /\ log' = [log EXCEPT ![b] = @ \union {c}]
        /\ row' = [row EXCEPT ![b] = Resolve(Suffix(log[b] \union {c}))]
        /\ sayable' = [sayable EXCEPT ![b] = @ \union {<<c, vector[b][b]>>}]
        /\ UNCHANGED changes

\* Stable: all hold it, and nothing concurrent with it can still arrive here. For what b makes after it has acknowledged c
\* has c in its past; and what b made before, up to its own sequence in the acknowledgement, is here.
\* The acknowledgement itself is not a step of the model. The best one that b can send for c is its vector at the moment it
\* got c: any later one covers c too, but asks for more of b's own changes. Whatever real acknowledgements make stable, early
\* or late, direct or passed on, is stable by these best ones too. So checking with these covers all of them.
Acknowledged(a, b, c) ==
    \E own \in 0..MostChanges :
        /\ <<c, own>> \in sayable[b]
        /\ Variant = "IgnoreWhatIsOnItsWay" \/ vector[a][b] >= own

Stable(a, c) ==
    LET others == Nodes \ {a}
    IN  CASE Variant = "FirstAcknowledgement" -> \E b \in others : Acknowledged(a, b, c)
          [] Variant = "LinkedPeersOnly" -> \A b \in Neighbours(a) : Acknowledged(a, b, c)
          [] OTHER -> \A b \in others : Acknowledged(a, b, c)

\* Never in the middle of what may have to be resolved together: only up to a barrier.
Prune(a) ==
    \E cut \in (SUBSET {c \in log[a] : Stable(a, c)}) \ {{}} :
        /\ Variant = "NoBarrier" \/ IsBarrier(cut, log[a] \ cut)
        /\ log' = [log EXCEPT ![a] = @ \ cut]
        /\ UNCHANGED <<changes, vector, row, sayable>>

-----------------------------------------------------------------------------
Next ==
    \E a \in Nodes :
        \/ Insert(a) \/ Delete(a) \/ \E k \in Columns : Update(a, k)
        \/ Receive(a) \/ Prune(a)

Spec == Init /\ [][Next]_vars

\* To the rules, one column is as good as another: TLC need not look at both.
Interchangeable == Permutations(Columns)

-----------------------------------------------------------------------------
(* What must hold *)

\* The row is what the full history makes of it, though only the pruned log was asked.
RowsAreAsFromTheFullHistory == \A a \in Nodes : Held(a) # {} => row[a] = Resolve(Suffix(Held(a)))

\* What is left of a row's log, if anything is, says the same at any later moment (verify, retry, the next conflict).
PrunedLogsSayTheSame == \A a \in Nodes : log[a] # {} => row[a] = Resolve(Suffix(log[a]))

\* A suffix behind a barrier is as good as everything: what it leaves out counts for nothing.
SuffixesAreEnough == \A a \in Nodes : Held(a) # {} => Resolve(Suffix(Held(a))) = Resolve(Held(a))

\* Who holds the same, shows the same.
EqualVectorsEqualRows == \A a, b \in Nodes : vector[a] = vector[b] => row[a] = row[b]

\* What somebody lacks is in the log of everybody who holds it, so any of them can send it.
NothingNeededIsPruned ==
    \A a, b \in Nodes : \A c \in Held(b) : ~Holds(vector[a], c) => c \in log[b]

\* What was pruned is in the past of all that is still to come here.
NothingConcurrentArrives ==
    \A a \in Nodes : \A c \in Held(a) \ log[a] : \A d \in changes \ Held(a) : Saw(d, c)
=============================================================================
