// Queries as JSON: what each form asks, what it is turned into again, what is refused and where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contract/database_under_test.hpp"
#include "rowan/rowan.hpp"
#include "rowan/testing/query_count.hpp"

namespace asked {

class Loan;

class Member : public rowan::Model<Member> {
 public:
  std::int64_t id{};
  std::string email, password;
  std::optional<rowan::Date> born;
  rowan::Decimal paid;
  bool active{};
  rowan::HasMany<Loan> loans;

  ROWAN_MODEL(Member, (), (id, email, password, born, paid, active, loans))
  static void configure(rowan::ModelBuilder<Member>& m) {
    m.attribute(&Member::password).secret();
    m.attribute(&Member::paid).precision(12, 2);
  }
};

class Loan : public rowan::Model<Loan> {
 public:
  std::int64_t id{};
  std::string title;
  std::int32_t days{};
  rowan::BelongsTo<Member> member;

  ROWAN_MODEL(Loan, (), (id, title, days, member))
  static void configure(rowan::ModelBuilder<Loan>& m) { m.belongs_to(&Loan::member).optional(); }
};

/// With documents, its own and that of another one.
class Leaflet : public rowan::Model<Leaflet> {
 public:
  std::int64_t id{};
  rowan::Json form, draft;
  rowan::BelongsTo<Leaflet> original;

  ROWAN_MODEL(Leaflet, (), (id, form, draft, original))
  static void configure(rowan::ModelBuilder<Leaflet>& m) { m.belongs_to(&Leaflet::original).optional(); }
};

}  // namespace asked

ROWAN_REGISTER_MODEL(asked::Leaflet)
ROWAN_REGISTER_MODEL(asked::Member)
ROWAN_REGISTER_MODEL(asked::Loan)

namespace rowan::contract {
namespace {

using asked::Loan;
using asked::Member;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// ann (paid 12.50, born 1980, active) with Emma for 3 days and Dune for 30; bob (paid 100, no date) with Dune for 7;
/// Cy, with nothing.
class JsonQueryTest : public ::testing::TestWithParam<DatabaseUnderTest> {
 protected:
  JsonQueryTest() : db(connect(GetParam().url(dir_))) {
    db.create_tables<Member, Loan>();
    member("ann", Decimal("12.50"), parse_date("1980-05-01"), true, {{"Emma", 3}, {"Dune", 30}});
    member("bob", Decimal("100.00"), std::nullopt, false, {{"Dune", 7}});
    member("Cy", Decimal("0.10"), parse_date("2001-01-01"), true, {});
  }

  static void member(std::string_view name, Decimal paid, std::optional<Date> born, bool active,
                     const std::vector<std::pair<std::string, int>>& loans) {
    Member made;
    made.email = std::string(name) + "@example.org";
    made.password = "pw-" + std::string(name);
    made.paid = paid;
    made.born = born;
    made.active = active;
    for (const auto& [title, days] : loans) {
      Loan& loan = made.loans.add({});
      loan.title = title;
      loan.days = days;
    }
    made.save_or_throw();
  }

  /// The first two letters of the e-mails of those for whom the condition holds, which is turned into JSON and read
  /// again, too.
  static std::string members(std::string_view json) {
    const Expr condition = condition_from_json(Member::rowan_info(), json);
    const std::string again = condition_to_json(Member::rowan_info(), condition);
    std::string found = names(condition);
    EXPECT_EQ(names(condition_from_json(Member::rowan_info(), again)), found) << again;
    return found;
  }
  static std::string names(const Expr& condition) {
    std::string all;
    for (const std::string& email : Member::where(condition).order(Member::c.id).pluck(Member::c.email))
      all += (all.empty() ? "" : " ") + email.substr(0, email.find('@'));
    return all;
  }
  template <class E = QueryError>
  static std::string refusal(std::string_view query, const QueryLimits& limits = {},
                             std::string_view model = "Member") {
    try {
      static_cast<void>(JsonQuery::parse(model, query, limits));
    } catch (const E& error) {
      return error.what();
    }
    ADD_FAILURE() << query << " is read";
    return {};
  }
  static std::string run(std::string_view query, std::string_view model = "Member") {
    return JsonQuery::parse(model, query).run();
  }

 private:
  testing::TempDir dir_;

 protected:
  Database db;
};

TEST_P(JsonQueryTest, Windows) {
  const auto days = [](const std::string& value) {
    return run(R"({"select": {"v": )" + value + R"(}, "order": ["id"]})", "asked::Loan");
  };
  EXPECT_EQ(days(R"({"row_number": [], "over": {"partition": ["title"], "order": ["-days"]}})"),
            R"([{"v":1},{"v":1},{"v":2}])");
  EXPECT_EQ(days(R"({"sum": "days", "over": {"order": ["id"], "rows": [{"preceding": 1}, "current_row"]}})"),
            R"([{"v":3},{"v":33},{"v":37}])");
  EXPECT_EQ(days(R"({"lag": ["days", 2], "over": {"order": ["id"]}})"), R"([{"v":null},{"v":null},{"v":3}])");
  EXPECT_EQ(days(R"({"lead": "days", "over": {"order": ["id"]}})"), R"([{"v":30},{"v":7},{"v":null}])");
  EXPECT_EQ(days(R"({"ntile": 2, "over": {"order": [{"by": "days", "nulls": "first"}]}})"),
            R"([{"v":1},{"v":2},{"v":1}])");
  EXPECT_EQ(days(R"({"count": "*", "where": {"days": {"gt": 5}}, "over": {}})"), R"([{"v":2},{"v":2},{"v":2}])");
}

TEST_P(JsonQueryTest, WindowsTurnIntoJson) {
  const auto again = [](const Expr& value) {
    const std::string json =
        condition_to_json(Loan::rowan_info(), ast::compare(value, CompareOp::greater, ast::literal(Value(1))));
    EXPECT_EQ(condition_to_json(Loan::rowan_info(), condition_from_json(Loan::rowan_info(), json)), json);
    return json;
  };
  EXPECT_EQ(again(row_number().over(partition_by(Loan::c.title).order_by(Loan::c.days.desc())).expr()),
            R"({"this":{"row_number":[],"over":{"partition":["title"],"order":["-days"]}},"gt":1})");
  EXPECT_EQ(
      again(nth_value(Loan::c.days, 2)
                .over(order_by(Loan::c.id).range_between(preceding(3), unbounded_following))
                .expr()),
      R"({"this":{"nth_value":["days",2],"over":{"order":["id"],"range":[{"preceding":3},"unbounded_following"]}},"gt":1})");
  EXPECT_EQ(again(count().over().expr()), R"({"this":{"count":"*","over":{}},"gt":1})");
}

TEST_P(JsonQueryTest, WindowsThatAreNone) {
  const auto why = [](const std::string& value) {
    return refusal(R"({"select": {"v": )" + value + "}}", {}, "asked::Loan");
  };
  EXPECT_THAT(why(R"({"row_number": []})"), HasSubstr("a window function says of which rows: \"over\""));
  EXPECT_THAT(why(R"({"lower": "title", "over": {}})"), HasSubstr("\"over\" stands beside an aggregate or a window"));
  EXPECT_THAT(why(R"({"rank": [], "over": {"sort": []}})"), HasSubstr("sort"));
  EXPECT_THAT(why(R"({"rank": [], "over": {"partition": ["titel"]}})"), HasSubstr("title"));
  EXPECT_THAT(why(R"({"sum": "days", "over": {"order": ["id"], "rows": ["current_row"]}})"), HasSubstr("a pair"));
  EXPECT_THAT(why(R"({"sum": "days", "over": {"order": ["id"], "rows": [{"before": 1}, "current_row"]}})"),
              HasSubstr("there is no place"));
  EXPECT_THAT(why(R"({"ntile": 0, "over": {"order": ["id"]}})"), HasSubstr("takes a whole number from 1"));
  EXPECT_THAT(why(R"({"lag": ["days", 1, 2], "over": {"order": ["id"]}})"), HasSubstr("takes 2 arguments, not 3"));
}

TEST_P(JsonQueryTest, ConditionsOnAttributes) {
  EXPECT_EQ(members("{}"), "ann bob Cy");
  EXPECT_EQ(members("true"), "ann bob Cy");
  EXPECT_EQ(members("false"), "");
  EXPECT_EQ(members(R"({"email": "ann@example.org"})"), "ann");
  EXPECT_EQ(members(R"({"paid": 12.5})"), "ann");
  EXPECT_EQ(members(R"({"paid": "12.50"})"), "ann");
  EXPECT_EQ(members(R"({"paid": {"gt": 0.1}})"), "ann bob");
  EXPECT_EQ(members(R"({"paid": {"ge": 0.1, "lt": 100}})"), "ann Cy");
  EXPECT_EQ(members(R"({"born": null})"), "bob");
  EXPECT_EQ(members(R"({"born": {"null": false}})"), "ann Cy");
  EXPECT_EQ(members(R"({"born": {"lt": "2000-01-01"}})"), "ann");
  EXPECT_EQ(members(R"({"born": {"between": ["1980-05-01", "1990-01-01"]}})"), "ann");
  EXPECT_EQ(members(R"({"active": true})"), "ann Cy");
  EXPECT_EQ(members(R"({"id": [1, 3]})"), "ann Cy");
  EXPECT_EQ(members(R"({"id": {"not_in": [1, 3]}})"), "bob");
  EXPECT_EQ(members(R"({"id": []})"), "");
  EXPECT_EQ(members(R"({"email": {"starts_with": "a"}})"), "ann");
  EXPECT_EQ(members(R"({"email": {"istarts_with": "c", "ends_with": ".org"}})"), "Cy");
  EXPECT_EQ(members(R"({"email": {"ne": "ann@example.org"}, "active": true})"), "Cy");
}

TEST_P(JsonQueryTest, JoinedConditions) {
  EXPECT_EQ(members(R"({"or": [{"email": {"starts_with": "a"}}, {"paid": 100}]})"), "ann bob");
  EXPECT_EQ(members(R"({"and": [{"active": true}, {"not": {"email": {"starts_with": "a"}}}]})"), "Cy");
  EXPECT_EQ(members(R"({"or": []})"), "");
  EXPECT_EQ(members(R"({"and": []})"), "ann bob Cy");
  EXPECT_EQ(members(R"({"not": {"or": [{"id": 1}, {"id": 2}]}, "active": true})"), "Cy");
}

TEST_P(JsonQueryTest, ConditionsOnAssociations) {
  EXPECT_EQ(members(R"({"loans": {"some": {"title": "Dune"}}})"), "ann bob");
  EXPECT_EQ(members(R"({"loans": {"some": true}})"), "ann bob");
  EXPECT_EQ(members(R"({"loans": {"none": true}})"), "Cy");
  EXPECT_EQ(members(R"({"loans": {"every": {"days": {"lt": 10}}}})"), "bob Cy");
  EXPECT_EQ(members(R"({"loans": {"some": {"days": {"gt": 5}}, "none": {"title": "Emma"}}})"), "bob");
  EXPECT_EQ(members(R"({"loans": {"some": {"member.email": "bob@example.org"}}})"), "bob");
  EXPECT_EQ(members(R"({"loans": {"some": {"member": {"is": {"active": true}}}}})"), "ann");
  EXPECT_EQ(members(R"({"loans": {"some": {"member": 2}}})"), "bob");
}

TEST_P(JsonQueryTest, ComputedValues) {
  EXPECT_EQ(members(R"({"this": {"lower": "email"}, "starts_with": "cy"})"), "Cy");
  EXPECT_EQ(members(R"({"this": {"length": "email"}, "lt": 15})"), "Cy");
  EXPECT_EQ(members(R"({"this": {"count": "*", "of": "loans"}, "ge": 2})"), "ann");
  EXPECT_EQ(members(R"({"this": {"count": "*", "of": "loans", "where": {"title": "Dune"}}, "eq": 1})"), "ann bob");
  EXPECT_EQ(members(R"({"this": {"sum": "days", "of": "loans"}, "gt": 20})"), "ann");
  EXPECT_EQ(members(R"({"this": {"*": ["paid", 2]}, "eq": 25})"), "ann");
  EXPECT_EQ(members(R"({"this": {"year": "born"}, "in": [1980, 1990]})"), "ann");
  EXPECT_EQ(
      members(R"({"this": {"case": [[{"active": true}, {"value": "on"}]], "else": {"value": "off"}}, "eq": "off"})"),
      "bob");
  EXPECT_EQ(members(R"({"this": {"coalesce": ["born", {"value": "1970-01-01", "type": "date"}]}, "lt": "1975-01-01"})"),
            "bob");
  EXPECT_EQ(members(R"({"email": {"ne": {"concat": [{"value": "ann"}, {"value": "@example.org"}]}}})"), "bob Cy");
}

TEST_P(JsonQueryTest, RecordsComeAsTheyAreAsked) {
  EXPECT_EQ(run(R"({"select": ["email"], "order": ["-paid"], "limit": 2})"),
            R"([{"email":"bob@example.org"},{"email":"ann@example.org"}])");
  EXPECT_EQ(run(R"({"select": ["email"], "order": [{"by": "born", "nulls": "first"}], "offset": 1, "limit": 1})"),
            R"([{"email":"ann@example.org"}])");
  EXPECT_EQ(run(R"({"select": ["id"], "order": [{"by": {"count": "*", "of": "loans"}, "desc": true}, "id"]})"),
            R"([{"id":1},{"id":2},{"id":3}])");
  EXPECT_EQ(run(R"({"where": {"id": 2}})"),
            R"([{"id":2,"email":"bob@example.org","born":null,"paid":"100.00","active":false}])");
  EXPECT_EQ(run(R"({"select": ["title"], "order": ["-member.email", "title"]})", "asked::Loan"),
            R"([{"title":"Dune"},{"title":"Dune"},{"title":"Emma"}])");
  EXPECT_EQ(JsonQuery::parse("Member", R"({"limit": 1, "where": {"active": true}})").count(), 2u);
  EXPECT_EQ(JsonQuery::parse("Member", R"({"select": {"n": {"count": "*"}}, "where": {"active": true}})").count(), 1u);
  const auto distinct = JsonQuery::parse("asked::Loan", R"({"select": {"title": "title"}, "distinct": true})");
  EXPECT_THROW(static_cast<void>(distinct.count()), QueryError);
}

TEST_P(JsonQueryTest, DocumentsBesideValuesAreToldApart) {
  const ModelInfo& model = asked::Leaflet::rowan_info();
  const auto again = [&](const Expr& condition) {
    const std::string json = condition_to_json(model, condition);
    EXPECT_EQ(condition_to_json(model, condition_from_json(model, json)), json);
    return json;
  };
  using asked::Leaflet;
  EXPECT_EQ(again(Leaflet::c.form == Leaflet::c.draft), R"({"this":"form","eq":{"attribute":"draft"}})");
  EXPECT_EQ(again(attr("form") == Json(R"({"attribute":"draft"})")), R"({"form":{"eq":{"attribute":"draft"}}})");
  EXPECT_EQ(again(attr("original.form") == Json(R"({"x":1})")),
            R"({"this":"original.form","eq":{"value":{"x":1},"type":"json"}})");

  db.create_tables<Leaflet>();
  Leaflet same, other;
  same.form = same.draft = Json(R"({"x":1})");
  same.save_or_throw();
  other.form = Json(R"({"attribute":"draft"})");
  other.original = same;
  other.save_or_throw();
  const auto found = [&](const Expr& condition) {
    return AnyRelation(model).where(condition_from_json(model, condition_to_json(model, condition))).count();
  };
  EXPECT_EQ(found(Leaflet::c.form == Leaflet::c.draft), 1u);
  EXPECT_EQ(found(attr("form") == Json(R"({"attribute":"draft"})")), 1u);
  EXPECT_EQ(found(attr("original.form") == Json(R"({"x":1})")), 1u);
}

TEST_P(JsonQueryTest, WhatIsIncluded) {
  EXPECT_EQ(
      run(R"({"where": {"id": 1}, "select": ["email"], "include": {"loans": {"select": ["title"], "order": ["-days"],
                  "limit": 1}}})"),
      R"([{"email":"ann@example.org","loans":[{"title":"Dune"}]}])");
  EXPECT_EQ(run(R"({"where": {"id": 3}, "include": ["loans"], "select": []})"), R"([{"loans":[]}])");
  EXPECT_EQ(run(R"({"where": {"days": 7}, "include": ["member.loans"], "select": ["id"]})", "asked::Loan"),
            R"([{"id":3,"member":{"id":2,"email":"bob@example.org","born":null,"paid":"100.00","active":false,)"
            R"("loans":[{"id":3,"title":"Dune","days":7,"member":2}]}}])");
  EXPECT_EQ(run(R"({"where": {"id": 1}, "select": ["id"], "include": {"loans": {"select": ["id"],
                  "where": {"title": "Emma"}}}})"),
            R"([{"id":1,"loans":[{"id":1}]}])");
}

TEST_P(JsonQueryTest, ValuesAndGroups) {
  EXPECT_EQ(run(R"({"select": {"who": {"upper": "email"}, "loans": {"count": "*", "of": "loans"}}, "order": ["id"]})"),
            R"([{"who":"ANN@EXAMPLE.ORG","loans":2},{"who":"BOB@EXAMPLE.ORG","loans":1},)"
            R"({"who":"CY@EXAMPLE.ORG","loans":0}])");
  EXPECT_EQ(run(R"({"select": {"title": "title", "days": {"sum": "days"}}, "group": ["title"], "order": ["title"]})",
                "asked::Loan"),
            R"([{"title":"Dune","days":37},{"title":"Emma","days":3}])");
  EXPECT_EQ(run(R"({"select": {"title": "title"}, "group": ["title"],
                  "having": {"this": {"count": "*"}, "gt": 1}})",
                "asked::Loan"),
            R"([{"title":"Dune"}])");
  EXPECT_EQ(run(R"({"select": {"of": "member.email"}, "where": {"days": 7}})", "asked::Loan"),
            R"([{"of":"bob@example.org"}])");
}

TEST_P(JsonQueryTest, SecretsAreNeitherAskedNorTold) {
  EXPECT_THAT(run("{}"), Not(HasSubstr("pw-")));
  EXPECT_THAT(run(R"({"include": ["member"]})", "asked::Loan"), Not(HasSubstr("pw-")));
  for (const char* query :
       {R"({"where": {"password": {"starts_with": "p"}}})", R"({"select": ["password"]})", R"({"order": ["password"]})",
        R"({"where": {"this": {"length": "password"}, "gt": 1}})", R"({"select": {"x": "password"}})",
        R"({"where": {"loans": {"some": {"member.password": "x"}}}})"}) {
    EXPECT_THAT(refusal(query), AllOf(HasSubstr("has no attribute \"password\""), Not(HasSubstr("did you mean"))))
        << query;
  }
  const QueryLimits narrow{.visible = [](const ModelInfo&, std::string_view name) { return name == "email"; }};
  EXPECT_EQ(JsonQuery::parse("Member", R"({"where": {"email": "ann@example.org"}})", narrow).run(),
            R"([{"email":"ann@example.org"}])");
  EXPECT_THAT(refusal(R"({"where": {"loans": {"some": true}}})", narrow), HasSubstr("no association \"loans\""));
}

TEST_P(JsonQueryTest, RefusalsSayWhereAndWhat) {
  EXPECT_THAT(refusal(R"({"where": {"or": [{"id": 1}, {"emial": 2}]}})"),
              AllOf(StartsWith("where.or[1].emial: "), HasSubstr("did you mean \"email\"?")));
  EXPECT_THAT(refusal<InvalidValue>(R"({"where": {"born": {"lt": "soon"}}})"), StartsWith("where.born.lt: "));
  EXPECT_THAT(refusal<InvalidValue>(R"({"where": {"id": {"in": [1, "x"]}}})"), StartsWith("where.id.in: "));
  EXPECT_THAT(refusal<InvalidValue>(R"({"where": {"email": 5}})"), HasSubstr("is text"));
  EXPECT_THAT(refusal(R"({"where": {"id": {"more": 5}}})"), HasSubstr("no test \"more\""));
  EXPECT_THAT(refusal(R"({"where": {"loans": 5}})"), HasSubstr("some"));
  EXPECT_THAT(refusal(R"({"where": {"loans.title": 5}})"), HasSubstr("some"));
  EXPECT_THAT(refusal(R"({"where": [1]})"), HasSubstr("an object"));
  EXPECT_THAT(refusal(R"({"wehre": {}})"), HasSubstr("did you mean \"where\"?"));
  EXPECT_THAT(refusal(R"({"order": ["nmae"]})"), StartsWith("order[0]: "));
  EXPECT_THAT(refusal(R"({"limit": -1})"), StartsWith("limit: "));
  EXPECT_THAT(refusal(R"({"limit": 5000})"), HasSubstr("at most 1000"));
  EXPECT_THAT(refusal(R"({"offset": 1.5})"), StartsWith("offset: "));
  EXPECT_THAT(refusal(R"({"include": ["lones"]})"), HasSubstr("did you mean \"loans\"?"));
  EXPECT_THAT(refusal(R"({"include": ["loans", "loans.member"]})"), HasSubstr("twice"));
  EXPECT_THAT(refusal(R"({"group": ["active"]})"), HasSubstr("select"));
  EXPECT_THAT(refusal(R"({"select": {"x": {"frobnicate": "id"}}})"), HasSubstr("no function \"frobnicate\""));
  EXPECT_THAT(refusal(R"({"select": {"x": {"round": ["paid", 99]}}})"), HasSubstr("0 to 30"));
  EXPECT_THAT(refusal<InvalidValue>("{\"where\": {\"id\": 1}"), HasSubstr("not JSON"));
  EXPECT_THROW(static_cast<void>(JsonQuery::parse("Membr", "{}")), MappingError);
}

TEST_P(JsonQueryTest, LimitsHold) {
  EXPECT_THAT(refusal(R"({"where": {"not": {"not": {"not": {"id": 1}}}}})", {.levels = 3}), HasSubstr("3 levels"));
  EXPECT_THAT(refusal(R"({"where": {"or": [{"id": 1}, {"id": 2}, {"id": 3}]}})", {.parts = 5}), HasSubstr("5 parts"));
  EXPECT_THAT(refusal(R"({"where": {"id": [1, 2, 3]}})", {.values = 2}), HasSubstr("at most 2"));
  EXPECT_THAT(refusal(R"({"include": ["member.loans.member"]})", {.associations = 2}, "asked::Loan"),
              HasSubstr("2 steps"));
  EXPECT_THAT(refusal(R"({"where": {"id": 1}})", {.bytes = 10}), HasSubstr("at most 10"));
  std::string deep;
  for (int i = 0; i < 900; ++i) deep += R"({"not":)";
  EXPECT_THAT(refusal(R"({"where":)" + deep + "true" + std::string(900, '}') + "}"), HasSubstr("16 levels"));
  EXPECT_EQ(JsonQuery::parse("Member", R"({"select": ["id"]})", {.rows_unsaid = 1}).run(), R"([{"id":1}])");
}

// Each would have been the binder's to stumble over.
TEST_P(JsonQueryTest, ConditionsThatAlwaysHoldAreValues) {
  EXPECT_EQ(members(R"({"this": {"if": true}, "eq": true})"), "ann bob Cy");
  EXPECT_EQ(members(R"({"this": {"if": {}}, "eq": false})"), "");
  EXPECT_EQ(members(R"({"active": {"eq": {"if": {"and": []}}}})"), "ann Cy");
  EXPECT_EQ(members(R"({"this": {"if": {"paid": {"gt": 50}}}, "eq": true})"), "bob");
  EXPECT_EQ(run(R"({"select": {"x": {"if": {"active": true}}}, "where": {"id": 1}})").substr(0, 6), R"([{"x":)");
  EXPECT_THAT(refusal(R"({"select": {"x": {"case": [[true, 1]]}}})"), HasSubstr("always holds"));
  EXPECT_THROW(static_cast<void>(run(R"({"select": {"x": {"lower": {"if": true}}}})")), QueryError);
  EXPECT_THAT(refusal(R"({"where": {"": 1}})"), HasSubstr("no attribute"));
}

TEST_P(JsonQueryTest, AggregatesAreOfAllRows) {
  std::vector<Loan> many(150);
  for (Loan& loan : many) loan.title = "more";
  Loan::insert_all(many);
  EXPECT_EQ(run(R"({"select": {"n": {"count": "*"}}})", "asked::Loan"), R"([{"n":153}])");
}

TEST_P(JsonQueryTest, IncludesHaveTheirConditionsAndAnEnd) {
  EXPECT_EQ(run(R"({"where": {"days": 7}, "select": ["id"], "include": {"member": {"where": {"active": true}}}})",
                "asked::Loan"),
            R"([{"id":3,"member":null}])");
  EXPECT_EQ(run(R"({"where": {"days": 7}, "select": ["id"],
                  "include": {"member": {"where": false, "include": ["loans"]}}})",
                "asked::Loan"),
            R"([{"id":3,"member":null}])");
  const JsonQuery around =
      JsonQuery::parse("asked::Member", R"({"include": ["loans.member.loans.member.loans"]})", {.records = 20});
  EXPECT_THROW(static_cast<void>(around.run()), QueryError);
  const JsonQuery few =
      JsonQuery::parse("asked::Member", R"({"include": ["loans.member.loans.member.loans"]})", {.records = 1});
  EXPECT_QUERY_COUNT(2) { EXPECT_THROW(static_cast<void>(few.run()), QueryError); }
}

TEST_P(JsonQueryTest, DefaultConditionsAreAskedWhenItRuns) {
  const JsonQuery kept = JsonQuery::parse(
      "asked::Member", R"({"where": {"id": 1}, "select": ["id"], "include": {"loans": {"select": ["id"]}}})");
  EXPECT_EQ(kept.run(), R"([{"id":1,"loans":[{"id":1},{"id":2}]}])");
  const DefaultCondition shorts = add_default_condition<Loan>([] { return Loan::c.days < 10; });
  EXPECT_EQ(kept.run(), R"([{"id":1,"loans":[{"id":1}]}])");
}

TEST_P(JsonQueryTest, WhatOnlyTheProgramCanSayIsRefused) {
  const ModelInfo& model = Member::rowan_info();
  EXPECT_THROW(static_cast<void>(condition_to_json(model, sql("1 = 1"))), QueryError);
  EXPECT_EQ(condition_to_json(model, (Member::c.paid > Decimal("1.50") && Member::c.active == true).expr()),
            R"({"and":[{"paid":{"gt":"1.50"}},{"active":{"eq":true}}]})");
}

TEST_P(JsonQueryTest, TheProgramNarrows) {
  EXPECT_EQ(JsonQuery::parse("Member", R"({"where": {"or": [{"id": 1}, {"id": 2}]}, "select": ["id"]})")
                .where(attr("active") == false)
                .on(db)
                .run(),
            R"([{"id":2}])");
}

TEST_P(JsonQueryTest, ShapesOfRecords) {
  Member ann = Member::find(1);
  EXPECT_EQ(to_json(ann, JsonShape{.only = {"email", "active"}}), R"({"email":"ann@example.org","active":true})");
  EXPECT_EQ(to_json(ann, JsonShape{.except = {"password", "born", "paid"}, .include = {{"loans", {.only = {"days"}}}}}),
            R"({"id":1,"email":"ann@example.org","active":true,"loans":[{"days":3},{"days":30}]})");
  EXPECT_THROW(static_cast<void>(to_json(ann, JsonShape{.only = {"emial"}})), QueryError);
  EXPECT_EQ(AnyRelation("asked::Loan")
                .order({attr("id")})
                .limit(1)
                .to_json(JsonShape{.only = {"days"}, .include = {{"member", {.only = {"id"}}}}}),
            R"([{"days":3,"member":{"id":1}}])");
}

INSTANTIATE_TEST_SUITE_P(Databases, JsonQueryTest, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
