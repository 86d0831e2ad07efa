package org.multibusiness.sync.shell;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.Instant;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.TableName;

/** Records as JSON for scripts: the names are the components' names, identities are text as people write them. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .addModule(identitiesAsText())
            .build();

    private Json() {}

    /** One line of JSON, ASCII only, so that no terminal in between spoils it and nothing in it moves a cursor. */
    static String text(Object answer) {
        try {
            return MAPPER.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a " + answer.getClass().getSimpleName() + " has no JSON form", e);
        }
    }

    private static SimpleModule identitiesAsText() {
        ToStringSerializer asText = ToStringSerializer.instance;
        return new SimpleModule()
                .addSerializer(NodeId.class, asText)
                .addSerializer(OriginId.class, asText)
                .addSerializer(Dot.class, asText)
                .addSerializer(TableName.class, asText)
                .addSerializer(Instant.class, asText)
                .addSerializer(RowKey.class, new RowKeyAsObject());
    }

    /** {@code {"table": "public.product", "key": "42"}}. */
    private static final class RowKeyAsObject extends JsonSerializer<RowKey> {
        @Override
        public void serialize(RowKey row, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartObject();
            out.writeStringField("table", row.table().toString());
            out.writeStringField("key", row.text());
            out.writeEndObject();
        }
    }
}
