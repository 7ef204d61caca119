// The registry: what it finds, and what it says of models that are wrong. A program of its own, for its models are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "rowan/model/any_record.hpp"
#include "rowan/rowan.hpp"
#include "rowan/schema/database_schema.hpp"

namespace east {

class Harbour : public rowan::Model<Harbour> {
 public:
  std::int64_t id{};
  std::string name;
  std::optional<double> depth;

  ROWAN_MODEL(Harbour, (), (id, name, depth))
  static void configure(rowan::ModelBuilder<Harbour>& m) {
    m.table("harbours_east").attribute(&Harbour::name).not_blank().max_length(20);
  }
};

class Quay : public rowan::Model<Quay> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Quay, (), (id))
};

}  // namespace east

namespace west {

class Harbour : public rowan::Model<Harbour> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Harbour, (), (id))
};

class Quay : public rowan::Model<Quay> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Quay, (), (id))
};

/// Asks for its own metadata while that is being made.
class Impatient : public rowan::Model<Impatient> {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Impatient, (), (id))
  static void configure(rowan::ModelBuilder<Impatient>& m) { m.table(rowan_info().table); }
};

}  // namespace west

// Mistakes of every kind.
namespace wrong {
enum class Shade { light, dark };
}  // namespace wrong
ROWAN_ENUM(wrong::Shade, light, dark)

namespace wrong {

class Ghost;

class Textual : public rowan::Model<Textual> {
 public:
  std::string id;
  ROWAN_MODEL(Textual, (), (id))
};

class Unregistered : public rowan::Model<Unregistered> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Ghost> ghost;
  ROWAN_MODEL(Unregistered, (), (id, ghost))
};

class Unanswered : public rowan::Model<Unanswered> {
 public:
  std::int64_t id{};
  rowan::HasMany<Textual> texts;
  ROWAN_MODEL(Unanswered, (), (id, texts))
};

class Mistyped : public rowan::Model<Mistyped> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Textual, std::int64_t> text;
  ROWAN_MODEL(Mistyped, (), (id, text))
};

class Clashing : public rowan::Model<Clashing> {
 public:
  std::int64_t id{};
  std::int32_t owner_id{};
  rowan::BelongsTo<Textual, std::string> owner;
  ROWAN_MODEL(Clashing, (), (id, owner_id, owner))
};

// Keys that can't share what they name.
class Sharing : public rowan::Model<Sharing> {
 public:
  using Key = std::tuple<std::int64_t, std::string>;
  std::int64_t id{};
  std::string text;
  rowan::BelongsTo<Textual, Key> short_one, mistyped, circle, back, nulled, doubled;
  ROWAN_MODEL(Sharing, (), (id, text, short_one, mistyped, circle, back, nulled, doubled))
  static void configure(rowan::ModelBuilder<Sharing>& m) {
    m.belongs_to(&Sharing::short_one).columns(&Sharing::id);
    m.belongs_to(&Sharing::mistyped).columns(&Sharing::text, "mistyped_id");
    m.belongs_to(&Sharing::doubled).columns(&Sharing::text, &Sharing::text);
    m.belongs_to(&Sharing::circle).columns(&Sharing::back, "circle_id");
    m.belongs_to(&Sharing::nulled).columns(&Sharing::id, "nulled_id").on_delete(rowan::ForeignKeyAction::set_null);
  }
};

// Rules that can never apply, and a member that is not in the list.
class Careless : public rowan::Model<Careless> {
 public:
  std::int64_t id{};
  std::int32_t age{}, number{};
  std::string text;
  std::int32_t unlisted{};
  ROWAN_MODEL(Careless, (), (id, age, number, text))
  static void configure(rowan::ModelBuilder<Careless>& m) {
    m.attribute(&Careless::age).max_length(3).one_of({1, 2}).at_most(120);
    m.attribute(&Careless::text).at_least(3).one_of({"3"});
    m.attribute(&Careless::number).generated(true);
    m.attribute(&Careless::unlisted).at_least(1);
  }
};

// References to one of several models, of which one has another key, and one two.
class Vague;
class Paired : public rowan::Model<Paired> {
 public:
  std::int64_t left{}, right{};
  rowan::HasMany<Vague> vague;
  ROWAN_MODEL(Paired, (), (left, right, vague))
  static void configure(rowan::ModelBuilder<Paired>& m) {
    m.primary_key(&Paired::left, &Paired::right);
    m.has_many(&Paired::vague).as("owner");
  }
};
class Vague : public rowan::Model<Vague> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Paired, std::tuple<std::int64_t, std::int64_t>> owner;
  rowan::BelongsTo<rowan::Any<Vague, Textual>> mistyped;
  rowan::BelongsTo<rowan::Any<Vague, Paired>> paired;
  rowan::BelongsTo<rowan::Any<Vague>> cascading;
  rowan::BelongsTo<Textual, std::string> ended;
  ROWAN_MODEL(Vague, (), (id, owner, mistyped, paired, cascading, ended))
  static void configure(rowan::ModelBuilder<Vague>& m) {
    m.belongs_to(&Vague::cascading).on_delete(rowan::ForeignKeyAction::cascade);
    m.belongs_to(&Vague::ended).dependent(rowan::dependent::nullify);
  }
};

// Of two parts the database counts none up.
class Halved : public rowan::Model<Halved> {
 public:
  std::int64_t left{}, right{};
  ROWAN_MODEL(Halved, (), (left, right))
  static void configure(rowan::ModelBuilder<Halved>& m) {
    m.primary_key(&Halved::left, &Halved::right).attribute(&Halved::right).generated(true);
  }
};

/// Says of rules what they can't mean.
class Muddled : public rowan::Model<Muddled> {
 public:
  std::int64_t id{};
  std::string text;
  std::int32_t number{};

  ROWAN_MODEL(Muddled, (), (id, text, number))
  static void configure(rowan::ModelBuilder<Muddled>& m) {
    m.attribute(&Muddled::text).matches("(a").more_than(c.number).at_least(east::Harbour::c.name).accepted();
    m.attribute(&Muddled::number).matches("a").none_of({"many"}).precision(2, 4);
    m.on("print").after_commit([](const Muddled&) {});
    m.on("print").before_destroy([](Muddled&) {});
    m.on(rowan::Occasion::update).after_find([](Muddled&) {});
  }
};

class Normal : public rowan::Model<Normal> {
 public:
  std::string name;
  ROWAN_MODEL(Normal, (), (name))
  static void configure(rowan::ModelBuilder<Normal>& m) {
    m.primary_key(&Normal::name).attribute(&Normal::name).normalize(rowan::trimmed);
  }
};

class Item : public rowan::Model<Item> {
 public:
  std::int64_t id{};
  std::string catalogue_id;
  ROWAN_MODEL(Item, (), (id, catalogue_id))
  static void configure(rowan::ModelBuilder<Item>& m) { m.attribute(&Item::catalogue_id).normalize(rowan::lower_case); }
};
class Catalogue : public rowan::Model<Catalogue> {
 public:
  std::string id;
  rowan::HasMany<Item> items;
  ROWAN_MODEL(Catalogue, (), (id, items))
  static void configure(rowan::ModelBuilder<Catalogue>& m) {
    m.has_many(&Catalogue::items).foreign_key("catalogue_id");
  }
};

class Formed : public rowan::Model<Formed> {
 public:
  std::int64_t id{};
  std::string name, kind;
  Shade shade{};
  ROWAN_MODEL(Formed, (), (id, name, kind, shade))
  static void configure(rowan::ModelBuilder<Formed>& m) {
    m.type_attribute(&Formed::kind).attribute(&Formed::kind).normalize(rowan::trimmed);
    m.attribute(&Formed::shade).normalize(rowan::lower_case);
    m.on("import").attribute(&Formed::name).normalize(rowan::trimmed).default_value([] { return "x"; });
    m.attribute(&Formed::name).none_of({"no"}).normalize([](std::string_view text) {
      if (text == "no") throw std::domain_error("no such name");
      return std::string(text);
    });
  }
};

class Keyless : public rowan::Model<Keyless> {
 public:
  std::string text;
  ROWAN_MODEL(Keyless, (), (text))
};

// Sub-classes of what has no type, or more attributes, or the same type; and what can't tell a type.
class Lone : public rowan::Model<Lone> {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Lone, (), (id))
};
class Untold : public rowan::Model<Untold, Lone> {
 public:
  std::int64_t id{};
  ROWAN_MODEL(Untold, (), (id))
};
struct TypedParts {
  std::int64_t id{};
  std::string type, text;
  ROWAN_MIXIN(TypedParts, (), (id, type, text))
  template <class M>
  static void configure(rowan::ModelBuilder<M>& m) {
    m.type_attribute(&TypedParts::type);
  }
};
class Typed : public rowan::Model<Typed>, public TypedParts {
 public:
  ROWAN_MODEL(Typed, (TypedParts), ())
};
class Short : public rowan::Model<Short, Typed> {
 public:
  std::int64_t id{};
  std::string type;
  ROWAN_MODEL(Short, (), (id, type))
};
class Twin : public rowan::Model<Twin, Typed>, public TypedParts {
 public:
  ROWAN_MODEL(Twin, (TypedParts), ())
  static void configure(rowan::ModelBuilder<Twin>& m) { m.type_name("Typed").table("twins"); }
};
class Double : public rowan::Model<Double, Typed>, public TypedParts {
 public:
  ROWAN_MODEL(Double, (TypedParts), ())
  static void configure(rowan::ModelBuilder<Double>& m) { m.type_name("Typed"); }
};
class Levelled : public rowan::Model<Levelled, Typed>, public TypedParts {
 public:
  std::int64_t level{};
  ROWAN_MODEL(Levelled, (TypedParts), (level))
};
class Worded : public rowan::Model<Worded, Typed>, public TypedParts {
 public:
  std::string level;
  ROWAN_MODEL(Worded, (TypedParts), (level))
};
class Numbered : public rowan::Model<Numbered> {
 public:
  std::int64_t id{}, type{};
  ROWAN_MODEL(Numbered, (), (id, type))
  static void configure(rowan::ModelBuilder<Numbered>& m) { m.type_attribute(&Numbered::type); }
};

// Conditions where none can be.
class Narrow : public rowan::Model<Narrow> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Narrow> above;
  rowan::HasMany<Narrow> below, below_those;
  ROWAN_MODEL(Narrow, (), (id, above, below, below_those))
  static void configure(rowan::ModelBuilder<Narrow>& m) {
    m.has_many(&Narrow::below).where(Narrow::c.id > 5);
    m.has_many(&Narrow::below_those).through("below", "below");
  }
};
class Single : public rowan::Model<Single> {
 public:
  std::int64_t id{};
  rowan::BelongsTo<Narrow> narrow;
  ROWAN_MODEL(Single, (), (id, narrow))
  static void configure(rowan::ModelBuilder<Single>& m) { m.belongs_to(&Single::narrow).where(Narrow::c.id > 5); }
};

}  // namespace wrong

namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

// Before main, and before the registrar below has run.
const std::string name_before_main = east::Harbour::rowan_info().table;

template <class E, class Code>
std::string message_of(Code&& code) {
  try {
    code();
  } catch (const E& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

ROWAN_REGISTER_MODEL(east::Harbour)
ROWAN_REGISTER_MODEL(west::Harbour)
ROWAN_REGISTER_MODEL(east::Quay)
ROWAN_REGISTER_MODEL(west::Quay)
ROWAN_REGISTER_MODEL(west::Impatient)
ROWAN_REGISTER_MODEL(wrong::Textual)
ROWAN_REGISTER_MODEL(wrong::Unregistered)
ROWAN_REGISTER_MODEL(wrong::Unanswered)
ROWAN_REGISTER_MODEL(wrong::Mistyped)
ROWAN_REGISTER_MODEL(wrong::Clashing)
ROWAN_REGISTER_MODEL(wrong::Sharing)
ROWAN_REGISTER_MODEL(wrong::Careless)
ROWAN_REGISTER_MODEL(wrong::Paired)
ROWAN_REGISTER_MODEL(wrong::Vague)
ROWAN_REGISTER_MODEL(wrong::Halved)
ROWAN_REGISTER_MODEL(wrong::Normal)
ROWAN_REGISTER_MODEL(wrong::Item)
ROWAN_REGISTER_MODEL(wrong::Catalogue)
ROWAN_REGISTER_MODEL(wrong::Formed)
ROWAN_REGISTER_MODEL(wrong::Keyless)
ROWAN_REGISTER_MODEL(wrong::Muddled)
ROWAN_REGISTER_MODEL(wrong::Lone)
ROWAN_REGISTER_MODEL(wrong::Untold)
ROWAN_REGISTER_MODEL(wrong::Typed)
ROWAN_REGISTER_MODEL(wrong::Short)
ROWAN_REGISTER_MODEL(wrong::Twin)
ROWAN_REGISTER_MODEL(wrong::Double)
ROWAN_REGISTER_MODEL(wrong::Levelled)
ROWAN_REGISTER_MODEL(wrong::Worded)
ROWAN_REGISTER_MODEL(wrong::Numbered)
ROWAN_REGISTER_MODEL(wrong::Narrow)
ROWAN_REGISTER_MODEL(wrong::Single)

namespace {

TEST(Registry, WorksBeforeMain) { EXPECT_EQ(name_before_main, "harbours_east"); }

TEST(Registry, ReportsEveryMistakeAtOnce) {
  const std::vector<std::string> sentences = rowan::registry().validate();
  EXPECT_THAT(
      sentences,
      UnorderedElementsAre(
          AllOf(HasSubstr("Unregistered.ghost points to wrong::Ghost, which is not registered"),
                HasSubstr("add ROWAN_REGISTER_MODEL")),
          AllOf(HasSubstr("Unanswered.texts has no inverse"), HasSubstr("foreign_key(")),
          AllOf(HasSubstr("Mistyped.text is"), HasSubstr("Textual.id"), HasSubstr("same key type")),
          AllOf(HasSubstr("Clashing.owner_id"), HasSubstr("both use column owner_id"), HasSubstr(".column(")),
          AllOf(HasSubstr("Sharing.short_one has a key of 2 columns"), HasSubstr("names 1")),
          AllOf(HasSubstr("Sharing.mistyped has a key part of type int64"), HasSubstr("Sharing.text"),
                HasSubstr("is text")),
          AllOf(HasSubstr("Sharing.doubled has a key part of type int64"), HasSubstr("is text")),
          AllOf(HasSubstr("Sharing.doubled has Sharing.text as two parts"), HasSubstr("each column once")),
          HasSubstr("Sharing.circle can't share the columns of Sharing.back"),
          AllOf(HasSubstr("Sharing.nulled can't be on_delete(set_null)"), HasSubstr("Sharing.id")),
          AllOf(HasSubstr("Careless.age is no text but int32"), HasSubstr("max_length()")),
          HasSubstr("Careless.number can't be generated()"),
          AllOf(HasSubstr("Halved.right can't be generated()"), HasSubstr("database_default(")),
          AllOf(HasSubstr("Careless.text is text"), HasSubstr("can't be compared with \"3\"")),
          AllOf(HasSubstr("Careless::configure names an attribute"), HasSubstr("the next after text")),
          AllOf(HasSubstr("Paired.vague says as(\"owner\")"), HasSubstr("is no BelongsTo<Any<")),
          AllOf(HasSubstr("Vague.mistyped_id is int64"), HasSubstr("Textual.id"), HasSubstr("is text")),
          AllOf(HasSubstr("Vague.paired refers by one column"), HasSubstr("Paired"), HasSubstr("has 2")),
          AllOf(HasSubstr("Vague.cascading can't say on_delete"), HasSubstr("dependent(")),
          HasSubstr("Vague.ended refers to its target: of dependent(…) it takes destroy"),
          AllOf(HasSubstr("Keyless has no primary key"), HasSubstr("m.primary_key(")),
          AllOf(HasSubstr("Normal.name is part of a key"), HasSubstr("take normalize() away")),
          HasSubstr("Formed.kind says which class a row is of"), HasSubstr("Formed.shade has one of few values"),
          AllOf(HasSubstr("Formed.name has normalize() after on("), HasSubstr("m.attribute(&Formed::name)")),
          HasSubstr("Formed.name has default_value() after on("),
          HasSubstr("Item.catalogue_id is the key of Catalogue.items, which is compared as it is"),
          AllOf(HasSubstr("Formed.name: a value in its none_of()"), HasSubstr("no such name")),
          HasSubstr("Muddled.text: the pattern \"(a\" is not understood at byte 2: a ) is missing"),
          HasSubstr("Muddled.text is text and can't be compared with Muddled.number, which is int32"),
          AllOf(HasSubstr("Muddled.text is text"), HasSubstr("which is no attribute of this model")),
          HasSubstr("Muddled.text is no boolean but text: it can't be accepted()"),
          HasSubstr("Muddled.number is no text but int32: matches() says nothing of it"),
          AllOf(HasSubstr("Muddled.number is int32"), HasSubstr("correct the value in none_of()")),
          HasSubstr("Muddled.number: precision(2, 4) has fewer digits than digits behind the point"),
          HasSubstr("Muddled::configure says on(\"print\") before after_commit, which is in no context"),
          HasSubstr("Muddled::configure says on(\"print\") before before_destroy"),
          HasSubstr("Muddled::configure says on(…) before after_find"),
          AllOf(HasSubstr("Untold is a sub-class of Lone"), HasSubstr("m.type_attribute(")),
          AllOf(HasSubstr("Short is a sub-class of Typed"), HasSubstr("has no attribute text")),
          HasSubstr("Twin is a sub-class of Typed, so it can't have a table of its own"),
          AllOf(HasSubstr("wrong::Typed and wrong::Double both have the type 'Typed'"), HasSubstr("type_name(")),
          AllOf(HasSubstr("Worded.level is text"), HasSubstr("Levelled.level is int64"),
                HasSubstr("another column(…)")),
          HasSubstr("Numbered.type can't be the type_attribute"),
          AllOf(HasSubstr("Narrow.below_those goes through Narrow.below"), HasSubstr("where(")),
          HasSubstr("Single.narrow is a belongs_to, which has the one target"),
          AllOf(HasSubstr("east::Quay and west::Quay both use the table quays"), HasSubstr("m.table(")),
          AllOf(HasSubstr("west::Impatient is used inside its own configure()"))));
  const std::string all = message_of<rowan::MappingError>([] { rowan::registry().check(); });
  for (const std::string& sentence : sentences) EXPECT_THAT(all, HasSubstr(sentence));
}

TEST(Registry, TwoModelsOfOneTableAreNamedWhenItIsToBeMade) {
  const std::vector<const rowan::ModelInfo*> quays{&east::Quay::rowan_info(), &west::Quay::rowan_info()};
  EXPECT_THAT(message_of<rowan::MappingError>([&] { static_cast<void>(rowan::schema::schema_of(quays)); }),
              HasSubstr("east::Quay and west::Quay both use the table quays"));
}

TEST(Registry, AModelWithAMistakeIsRefusedAtEveryUse) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(message_of<rowan::MappingError>([] { static_cast<void>(wrong::Keyless::count()); }),
                HasSubstr("Keyless has no primary key"));
  }
}

TEST(Registry, NamesNearMisses) {
  const rowan::Registry& registry = rowan::registry();
  EXPECT_THAT(message_of<rowan::MappingError>([&] { static_cast<void>(registry.model("Textal")); }),
              AllOf(HasSubstr("no model named 'Textal' is registered"), HasSubstr("Textual")));
  EXPECT_THAT(message_of<rowan::QueryError>([] { static_cast<void>(east::Harbour().get("nmae")); }),
              AllOf(HasSubstr("Harbour has no attribute 'nmae'"), HasSubstr("name")));
  EXPECT_EQ(registry.find("Textal"), nullptr);
}

TEST(Registry, KeepsModelsOfOneShortNameApart) {
  const rowan::Registry& registry = rowan::registry();
  EXPECT_EQ(registry.find("Harbour"), nullptr);
  EXPECT_THAT(message_of<rowan::MappingError>([&] { static_cast<void>(registry.model("Harbour")); }),
              AllOf(HasSubstr("several models are named Harbour"), HasSubstr("east::Harbour, west::Harbour")));
  EXPECT_EQ(registry.model("east::Harbour").table, "harbours_east");
  EXPECT_EQ(registry.model("west::Harbour").table, "harbours");
}

TEST(Registry, MakesRecordsByNameAndListsTheirAttributes) {
  rowan::AnyRecord record("east::Harbour");
  record->assign({{"name", "Dover"}, {"depth", 12.5}});
  std::vector<std::string> names;
  for (const rowan::AttributeInfo& attribute : record->model_info().attributes) {
    names.push_back(attribute.name + "=" + record->get(attribute.name).to_string());
  }
  EXPECT_THAT(names, ElementsAre("id=0", "name=Dover", "depth=12.5"));
}

}  // namespace
