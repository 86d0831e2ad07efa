package org.multibusiness.sync.simulator;

import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.multibusiness.sync.core.wire.Message;

/** A message in a few words, the same words in every run. */
final class Summary implements Message.Handler<String> {
    static final Summary OF = new Summary();

    private Summary() {}

    @Override
    public String hello(Message.Hello hello) {
        return "HELLO " + hello.startId() + " " + hello.vector().entries();
    }

    @Override
    public String subscribe(Message.Subscribe subscribe) {
        return "SUBSCRIBE " + subscribe.number() + " " + subscribe.vector().entries() + " without "
                + new TreeSet<>(subscribe.excluded()) + " credit " + subscribe.credit()
                + (subscribe.begun().isEmpty() ? "" : " begun " + new TreeMap<>(subscribe.begun()));
    }

    @Override
    public String credit(Message.Credit credit) {
        return "CREDIT " + credit.subscription() + " " + credit.bytes();
    }

    @Override
    public String transactions(Message.Transactions transactions) {
        return "TRANSACTIONS " + transactions.subscription() + " "
                + transactions.transactions().stream()
                        .map(transaction -> transaction.dot().toString())
                        .collect(Collectors.joining(" "));
    }

    @Override
    public String part(Message.Part part) {
        return "PART " + part.subscription() + " " + part.part().transaction().dot() + " "
                + part.part().after() + " to " + part.part().place()
                + (part.part().last() ? ", the last" : "");
    }

    @Override
    public String heartbeat(Message.Heartbeat heartbeat) {
        return "HEARTBEAT " + heartbeat.vector().entries();
    }

    @Override
    public String schemaChanged(Message.SchemaChanged changed) {
        return "SCHEMA_CHANGED";
    }

    @Override
    public String rulesChanged(Message.RulesChanged changed) {
        return "RULES_CHANGED";
    }

    @Override
    public String chains(Message.Chains chains) {
        return "CHAINS " + chains.round() + " " + new TreeSet<>(chains.points().keySet());
    }

    @Override
    public String goodbye(Message.Goodbye goodbye) {
        return "GOODBYE " + goodbye.reason();
    }

    @Override
    public String known(Message.Known known) {
        return "KNOWN "
                + known.statements().stream()
                        .map(said -> said.author() + "@" + said.stamp() + " "
                                + said.vector().entries())
                        .collect(Collectors.joining(" "));
    }

    @Override
    public String unserved(Message.Unserved unserved) {
        return "UNSERVED " + unserved.subscription() + " " + unserved.floor().entries();
    }

    @Override
    public String columns(Message.Columns columns) {
        return "COLUMNS " + columns.tables().size();
    }

    @Override
    public String peers(Message.Peers peers) {
        return "PEERS " + peers.sightings().size();
    }
}
