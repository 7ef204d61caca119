// What a model's JSON may be, as JSON Schema.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "rowan/model/json_shape.hpp"
#include "rowan/rowan.hpp"

namespace schema_models {

enum class Grade { low, high };

}  // namespace schema_models
ROWAN_ENUM(schema_models::Grade, low, high)

namespace schema_models {

class Depot : public rowan::Model<Depot> {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Depot, (), (id))
  static void configure(rowan::ModelBuilder<Depot>& m) { m.table("schema_depots"); }
};

class Crate : public rowan::Model<Crate>, public rowan::Timestamps {
 public:
  std::int64_t id{};
  std::string code;
  std::optional<std::string> note;
  std::int8_t level{};
  std::uint64_t mass{};
  double width{};
  bool sealed{};
  Grade grade{};
  rowan::Decimal price;
  rowan::Date packed{};
  rowan::Uuid tag;
  rowan::Bytes print;
  rowan::Json extra{"{}"};
  std::vector<std::int32_t> sizes;
  std::string pin;
  std::string origin;
  rowan::BelongsTo<Depot> depot;

  ROWAN_MODEL(Crate, (Timestamps),
              (id, code, note, level, mass, width, sealed, grade, price, packed, tag, print, extra, sizes, pin, origin,
               depot))
  static void configure(rowan::ModelBuilder<Crate>& m) {
    m.table("schema_crates");
    m.attribute(&Crate::code).not_blank().max_length(8).matches("[A-Z]+");
    m.attribute(&Crate::note).min_length(2).one_of({"new", "used"});
    m.attribute(&Crate::level).at_least(0).less_than(100);
    m.attribute(&Crate::width).more_than(0.5);
    m.on(rowan::Occasion::create).attribute(&Crate::width).at_most(2);
    m.attribute(&Crate::pin).secret();
    m.attribute(&Crate::origin).read_only();
    m.belongs_to(&Crate::depot).optional();
  }
};

}  // namespace schema_models
ROWAN_REGISTER_MODEL(schema_models::Depot)
ROWAN_REGISTER_MODEL(schema_models::Crate)

namespace schema_models {
namespace {

using nlohmann::json;
using rowan::JsonSchemaOf;

json schema(JsonSchemaOf of = JsonSchemaOf::record) {
  return json::parse(rowan::describe("schema_models::Crate").json_schema(of));
}

std::set<std::string> names_in(const json& object) {
  std::set<std::string> names;
  for (const auto& [name, value] : object.items()) names.insert(name);
  return names;
}

TEST(JsonSchema, NamesWhatARecordsJsonHas) {
  const json told = schema();
  EXPECT_EQ(told["$schema"], "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(told["title"], "Crate");
  Crate crate;
  crate.sizes = {1};
  crate.packed = std::chrono::year(2026) / 1 / 2;
  const std::set<std::string> written = names_in(json::parse(crate.to_json()));
  EXPECT_EQ(names_in(told["properties"]), written);
  EXPECT_EQ(told["required"].get<std::set<std::string>>(), written);
  EXPECT_FALSE(written.contains("pin"));
}

TEST(JsonSchema, SaysTypesRangesAndRules) {
  const json told = schema()["properties"];
  const auto is = [&](const char* name, const char* expected) { EXPECT_EQ(told[name], json::parse(expected)) << name; };
  is("id", R"({"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807,"readOnly":true})");
  is("code", R"({"type":"string","maxLength":8,"pattern":"\\S","allOf":[{"pattern":"^(?:[A-Z]+)$"}]})");
  is("note", R"({"anyOf":[{"type":"string","minLength":2,"enum":["new","used"]},{"type":"null"}]})");
  is("level", R"({"type":"integer","minimum":0,"maximum":127,"exclusiveMaximum":100})");
  is("mass", R"({"type":"integer","minimum":0,"maximum":18446744073709551615})");
  is("width", R"({"type":"number","exclusiveMinimum":0.5})");
  is("sealed", R"({"type":"boolean"})");
  is("grade", R"({"type":"string","enum":["low","high"]})");
  is("price", R"({"type":"string","pattern":"^-?[0-9]+(\\.[0-9]+)?$"})");
  is("packed", R"({"type":"string","format":"date"})");
  is("tag", R"({"type":"string","format":"uuid"})");
  is("print", R"({"type":"string","contentEncoding":"base64"})");
  is("extra", "{}");
  is("sizes", R"({"type":"array","items":{"type":"integer","minimum":-2147483648,"maximum":2147483647}})");
  is("origin", R"({"type":"string","readOnly":true})");
  EXPECT_EQ(told["created_at"]["readOnly"], true);
  EXPECT_EQ(told["depot"]["anyOf"][0]["type"], "integer");
}

TEST(JsonSchema, OfWhatIsSentLeavesOutWhatIsSetByItself) {
  const json create = schema(JsonSchemaOf::create), change = schema(JsonSchemaOf::change);
  EXPECT_TRUE(create["required"].empty());
  for (const char* name : {"id", "created_at", "updated_at"}) EXPECT_FALSE(create["properties"].contains(name)) << name;
  EXPECT_EQ(create["properties"]["pin"]["writeOnly"], true);
  EXPECT_TRUE(create["properties"].contains("origin"));
  EXPECT_FALSE(change["properties"].contains("origin"));
  EXPECT_EQ(create["additionalProperties"], false);
}

}  // namespace
}  // namespace schema_models
