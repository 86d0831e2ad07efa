----------------------------- MODULE Replication -----------------------------
(***************************************************************************)
(* Nodes commit transactions, number them, stream their logs to each other *)
(* over links that come and go, and apply what is due. Nodes that are not  *)
(* linked hear of each other through those in between.                     *)
(*                                                                         *)
(* The question: is every log complete and in causal order at every moment,*)
(* and do linked nodes end up holding the same, whatever happened before?  *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Nodes,          \* 1..n; a node never changes its origin here
    Links,          \* the pairs {a, b} that may be linked
    Up,             \* those that are at the start
    MostCommits,    \* by all nodes together
    MostChanges,    \* how often a link comes or goes
    MostSilences,   \* how many nodes may fall silent
    Credit,         \* how many transactions may wait at the receiver of a stream
    Variant         \* "Sound", or the name of a mistake (see README.md)

VARIABLES
    log,        \* of each node: transactions [origin, sequence, past] in log order; durable
    vector,     \* of each node: for each origin the highest sequence held; durable
    pending,    \* of each node: committed transactions without a number; durable
    links,      \* the pairs that are linked now
    stream,     \* stream[a][b]: how far node a has read its log for b, and whose transactions b does not want from a
    waiting,    \* waiting[b][a]: what b has received from a and not applied yet; gone with the link
    silent,     \* nodes whose database does not answer: linked and heard, but they neither send, number nor apply
    commits, changes    \* how many there were, to keep the model finite

vars == <<log, vector, pending, links, stream, waiting, silent, commits, changes>>

Range(s) == {s[i] : i \in 1..Len(s)}
Covers(v, w) == \A n \in Nodes : v[n] >= w[n]
Holds(v, t) == v[t.origin] >= t.sequence
Linked(a, b) == {a, b} \in links
Peers(a) == {b \in Nodes \ {a} : Linked(a, b)}
Log(a) == Range(log[a])

\* A subscription: from the start of the log (what the peer holds is left out), without these nodes' transactions.
NewStream(unwanted, everything) == [position |-> 0, unwanted |-> unwanted, everything |-> everything]
NoStream == NewStream({}, FALSE)

\* Node b asks a: not for its own transactions, and not for those of nodes that it hears directly.
Subscription(a, b) == IF Linked(a, b) THEN NewStream((Peers(b) \union {b}) \ {a}, FALSE) ELSE NoStream

Init ==
    /\ log = [a \in Nodes |-> <<>>]
    /\ vector = [a \in Nodes |-> [n \in Nodes |-> 0]]
    /\ pending = [a \in Nodes |-> 0]
    /\ links = Up
    /\ stream = [a \in Nodes |-> [b \in Nodes |-> Subscription(a, b)]]
    /\ waiting = [b \in Nodes |-> [a \in Nodes |-> <<>>]]
    /\ silent = {}
    /\ commits = 0
    /\ changes = 0

-----------------------------------------------------------------------------
(* Local transactions *)

Commit(a) ==
    /\ commits < MostCommits
    /\ a \notin silent
    /\ commits' = commits + 1
    /\ pending' = [pending EXCEPT ![a] = @ + 1]
    /\ UNCHANGED <<log, vector, links, stream, waiting, silent, changes>>

\* What is pending gets the next sequences. Its past is all that is held, itself not included.
Numbered(a) ==
    [i \in 1..pending[a] |-> [
        origin |-> a,
        sequence |-> vector[a][a] + i,
        past |-> [vector[a] EXCEPT ![a] = @ + i - 1]]]

Number(a) ==
    /\ pending[a] > 0
    /\ a \notin silent
    /\ log' = [log EXCEPT ![a] = @ \o Numbered(a)]
    /\ vector' = [vector EXCEPT ![a][a] = @ + pending[a]]
    /\ pending' = [pending EXCEPT ![a] = 0]
    /\ UNCHANGED <<links, stream, waiting, silent, commits, changes>>

-----------------------------------------------------------------------------
(* Sending: in log order, from where the stream stands, as far as credit goes. *)

\* The positions that are still to be sent. (What b holds meanwhile is sent too, and dropped there; here it is left out.)
ToSend(a, b) ==
    {i \in (stream[a][b].position + 1)..Len(log[a]) :
        ~Holds(vector[b], log[a][i]) /\ log[a][i].origin \notin stream[a][b].unwanted}

CanSend(a, b) == Linked(a, b) /\ a \notin silent /\ ToSend(a, b) # {} /\ Len(waiting[b][a]) < Credit

Send(a, b) ==
    /\ CanSend(a, b)
    /\ LET next == CHOOSE i \in ToSend(a, b) : \A j \in ToSend(a, b) : i <= j
           t == log[a][next]
       IN  /\ stream' = [stream EXCEPT ![a][b].position = next]
           /\ waiting' = [waiting EXCEPT ![b][a] = Append(@, t)]
           \* The mistake: what was received counts as held, before it is applied.
           /\ vector' = IF Variant = "VectorFirst" /\ vector[b][t.origin] = t.sequence - 1
                        THEN [vector EXCEPT ![b][t.origin] = t.sequence]
                        ELSE vector
    /\ UNCHANGED <<log, pending, links, silent, commits, changes>>

-----------------------------------------------------------------------------
(* Applying: what is due, wherever it waits. Log and vector move together, behind what is pending here. *)

IsDue(b, t) ==
    /\ t.sequence = vector[b][t.origin] + 1
    /\ Variant = "IgnorePast" \/ Covers(vector[b], t.past)

Due(b) == {t \in UNION {Range(waiting[b][a]) : a \in Nodes} : IsDue(b, t)}

Apply(b) ==
    \E t \in Due(b) :
        /\ b \notin silent
        /\ log' = [log EXCEPT ![b] = @ \o Numbered(b) \o <<t>>]
        /\ vector' = [vector EXCEPT ![b][b] = @ + pending[b], ![b][t.origin] = t.sequence]
        /\ pending' = [pending EXCEPT ![b] = 0]
        /\ waiting' = [waiting EXCEPT ![b] =
                [a \in Nodes |-> SelectSeq(waiting[b][a], LAMBDA w : ~Holds(vector'[b], w))]]
        /\ UNCHANGED <<links, stream, silent, commits, changes>>

-----------------------------------------------------------------------------
(* Links. Whoever gains or loses one asks all its peers anew, for whom it hears directly has changed. What waits is
   dropped and comes again. A crash of a node is the loss of all its links: the rest of its state is durable. *)

AskAnew(those) ==
    /\ stream' = [a \in Nodes |-> [b \in Nodes |->
            IF b \notin those THEN stream[a][b]
            ELSE IF Variant = "KeepStreams" /\ {a, b} \in links /\ {a, b} \in links'
                 THEN [stream[a][b] EXCEPT !.unwanted = Subscription(a, b)'.unwanted]
                 ELSE Subscription(a, b)']]
    /\ waiting' = [b \in Nodes |-> [a \in Nodes |->
            IF b \in those /\ ~(Variant = "KeepStreams" /\ {a, b} \in links /\ {a, b} \in links')
            THEN <<>>
            ELSE waiting[b][a]]]

ChangeLink(pair) ==
    /\ changes < MostChanges
    /\ changes' = changes + 1
    /\ links' = IF pair \in links THEN links \ {pair} ELSE links \union {pair}
    /\ AskAnew(pair)
    /\ UNCHANGED <<log, vector, pending, silent, commits>>

FallSilent(a) ==
    /\ Cardinality(silent) < MostSilences
    /\ silent' = silent \union {a}
    /\ UNCHANGED <<log, vector, pending, links, stream, waiting, commits, changes>>

\* The safety net: a peer shows (by its heartbeats) that it holds what we lack, nothing is due, and nothing comes:
\* ask it for everything. Such a stream needs no other stream beside it.
\* The mistake "NetWaitsForSilence": not while the peer still says something, be it of no use yet. A model has finitely many
\* transactions, and after the last one silence comes by itself; so here a peer counts as talking while something waits.
AskForEverything(a, b) ==
    /\ Variant # "NoSafetyNet"
    /\ Linked(a, b)
    /\ ~stream[a][b].everything
    /\ ~Covers(vector[b], vector[a])
    /\ ~CanSend(a, b)
    /\ Due(b) = {}
    /\ Variant = "NetWaitsForSilence" => waiting[b][a] = <<>>
    /\ stream' = [stream EXCEPT ![a][b] = NewStream({b}, TRUE)]
    /\ waiting' = [waiting EXCEPT ![b][a] = <<>>]
    /\ UNCHANGED <<log, vector, pending, links, silent, commits, changes>>

-----------------------------------------------------------------------------
\* What the system does by itself. Users and cables, in contrast, owe us nothing.
Progress ==
    \/ \E a \in Nodes : Number(a) \/ Apply(a)
    \/ \E a, b \in Nodes : Send(a, b) \/ AskForEverything(a, b)

Next ==
    \/ Progress
    \/ \E a \in Nodes : Commit(a) \/ FallSilent(a)
    \/ \E pair \in Links : ChangeLink(pair)

\* The system does not stop while there is something it can do. (One fairness for all steps of Progress together is enough:
\* with finitely many commits and link changes there are finitely many of them, so none can keep the others from their turn.)
Spec == Init /\ [][Next]_vars /\ WF_vars(Progress)

-----------------------------------------------------------------------------
(* What must hold *)

\* Of each origin a log holds the sequences 1, 2, 3 ... in this order: none is missing and none is there twice.
SequencesAreDense ==
    \A a \in Nodes : \A n \in Nodes :
        LET own == SelectSeq(log[a], LAMBDA t : t.origin = n)
        IN  \A i \in 1..Len(own) : own[i].sequence = i

\* A dot names one transaction, the same at all nodes.
DotsNameOneTransaction ==
    \A a, b \in Nodes : \A t \in Log(a), u \in Log(b) :
        t.origin = u.origin /\ t.sequence = u.sequence => t = u

\* All that a transaction's author had seen stands before it.
LogsAreCausal ==
    \A a \in Nodes : \A i \in 1..Len(log[a]) : \A n \in Nodes : \A s \in 1..log[a][i].past[n] :
        \E j \in 1..(i - 1) : log[a][j].origin = n /\ log[a][j].sequence = s

\* The vector says exactly what the log holds.
VectorIsWhatTheLogHolds ==
    \A a \in Nodes : \A n \in Nodes :
        vector[a][n] = Cardinality({i \in 1..Len(log[a]) : log[a][i].origin = n})

\* A stream leaves no gap: of the sender's log up to where the stream stands, the receiver has all that it asked for.
StreamsLeaveNoGap ==
    \A a, b \in Nodes : Linked(a, b) => \A i \in 1..stream[a][b].position :
        \/ log[a][i].origin \in stream[a][b].unwanted
        \/ Holds(vector[b], log[a][i])
        \/ log[a][i] \in Range(waiting[b][a])

\* What waits is bounded, and nobody applies what it must not.
CreditIsKept == \A a, b \in Nodes : Len(waiting[b][a]) <= Credit

\* When nothing is left to do, nodes that are connected (by nodes that are not silent) hold the same.
Neighbours(S) == S \union {b \in Nodes \ silent : \E a \in S : Linked(a, b)}
Component(a) == Neighbours(Neighbours(Neighbours({a})))     \* three steps reach everyone among four nodes
ConnectedNodesAgree ==
    \A a \in Nodes \ silent : pending[a] = 0 /\ \A b \in Component(a) : vector[a] = vector[b]

AtRestAllAgree == ~ENABLED Progress => ConnectedNodesAgree

\* And this comes: whatever users and links did, in the end connected nodes agree for good.
Converges == <>[]ConnectedNodesAgree
=============================================================================
