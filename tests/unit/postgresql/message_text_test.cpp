// Messages as PostgreSQL's own catalogues have them, in the languages that quote each in a way of its own.
#include "postgresql/message_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "postgresql/errors.hpp"
#include "rowan/core/error.hpp"

namespace rowan::postgresql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

TEST(PostgresqlMessages, NamesAreFoundInAnyQuotationMarks) {
  EXPECT_THAT(quoted_names("column \"x\" of relation \"t\" does not exist"), ElementsAre("x", "t"));
  EXPECT_THAT(quoted_names("Spalte »x« von Relation »t« existiert nicht"), ElementsAre("x", "t"));
  EXPECT_THAT(quoted_names("la colonne « x » de la relation « t » n'existe pas"), ElementsAre("x", "t"));
  EXPECT_THAT(quoted_names("la relation «\u00a0t\u00a0» n'existe pas"), ElementsAre("t"));
  EXPECT_THAT(quoted_names("no existe la columna «x» en la relación «t»"), ElementsAre("x", "t"));
  EXPECT_THAT(quoted_names("столбец \"x\" в таблице \"t\" не существует"), ElementsAre("x", "t"));
  EXPECT_THAT(quoted_names("リレーション\"t\"の列\"x\"は存在しません"), ElementsAre("t", "x"));
  EXPECT_THAT(quoted_names("стовпець \"x\" зв'язку \"t\" не існує"), ElementsAre("x", "t"));
  EXPECT_THAT(quoted_names("l'istruzione UPDATE o DELETE sulla tabella \"t\" viola"), ElementsAre("t"));
  EXPECT_THAT(quoted_names("relation „t“"), ElementsAre("t"));
  EXPECT_THAT(quoted_names("relation 't'"), ElementsAre("t"));
  EXPECT_THAT(quoted_names("column t.x does not exist"), IsEmpty());
}

TEST(PostgresqlMessages, NoValueIsShown) {
  EXPECT_EQ(without_values("invalid input syntax for type integer: \"geheim\""),
            "invalid input syntax for type integer");
  EXPECT_EQ(without_values("ungültige Eingabesyntax für Typ integer: »geheim«"),
            "ungültige Eingabesyntax für Typ integer");
  EXPECT_EQ(without_values("syntaxe en entrée invalide pour le type integer : « geheim »"),
            "syntaxe en entrée invalide pour le type integer");
  EXPECT_EQ(without_values("la sintaxis de entrada no es válida para tipo integer: «geheim»"),
            "la sintaxis de entrada no es válida para tipo integer");
  EXPECT_EQ(without_values("неверный синтаксис для типа integer: \"geheim\""), "неверный синтаксис для типа integer");
  EXPECT_EQ(without_values("\"integer\"型の入力構文が不正です: \"geheim\""), "…");
  EXPECT_EQ(without_values("value \"99\" is out of range for type smallint"),
            "value … is out of range for type smallint");
  EXPECT_EQ(without_values("integer out of range"), "integer out of range");
}

TEST(PostgresqlMessages, AValueWithQuotationMarksOfItsOwnIsNotShown) {
  for (const std::string& value :
       std::vector<std::string>{"a \" geheim", "\" geheim \"", "» geheim", "« geheim", "' geheim", "it's geheim"}) {
    for (const std::string& message : std::vector<std::string>{
             "value \"" + value + "\" is out of range for type integer", "ungültige Eingabe: »" + value + "«",
             "valeur « " + value + " » en dehors des limites", "el valor «" + value + "» está fuera de rango"})
      EXPECT_THAT(without_values(message), Not(HasSubstr("geheim"))) << message;
  }
}

TEST(PostgresqlMessages, ADetailsValuesAreNoNames) {
  EXPECT_THAT(names_in_detail("Key (author)=(\"x\") is not present in table \"users\"."), ElementsAre("users"));
  EXPECT_THAT(names_in_detail("Schlüssel (author)=(»x«) ist nicht in Tabelle »users« vorhanden."),
              ElementsAre("users"));
  EXPECT_THAT(names_in_detail("テーブル\"users\"にキー(author)=(\"x\")がありません"), ElementsAre("users"));
  EXPECT_THAT(names_in_detail("La clé (author)=(a)b) n'est pas présente dans la table « users »."),
              ElementsAre("users"));
}

TEST(PostgresqlMessages, AColumnWithoutQuotesIsFound) {
  const char* sql = "SELECT books.nöte FROM books";
  EXPECT_THAT(dotted_column("column books.nöte does not exist", sql), Pair("books", "nöte"));
  EXPECT_THAT(dotted_column("no existe la columna books.nöte", sql), Pair("books", "nöte"));
  EXPECT_THAT(dotted_column("列books.noteは存在しません", "SELECT books.note FROM books"), Pair("books", "note"));
  EXPECT_THAT(dotted_column("nothing is dotted", sql), Pair("", ""));
}

Failure failure(std::string sqlstate, std::string message, std::string_view sql = "") {
  Failure made;
  made.sqlstate = std::move(sqlstate);
  made.message = std::move(message);
  made.sql = sql;
  return made;
}

template <class Expected>
Expected raised(const Failure& failure) {
  try {
    raise(failure);
  } catch (const Expected& error) {
    return error;
  }
}

TEST(PostgresqlMessages, ErrorsNameTablesAndColumnsInAnyLanguage) {
  for (const char* message :
       {"relation \"books\" does not exist", "Relation »books« existiert nicht", "la relation « books » n'existe pas",
        "no existe la relación «books»", "отношение \"books\" не существует", "リレーション\"books\"は存在しません"})
    EXPECT_EQ(raised<UndefinedTable>(failure("42P01", message)).table(), "books") << message;
  const char* insert = "INSERT INTO books (note) VALUES ($1)";
  for (const char* message :
       {"column \"note\" of relation \"books\" does not exist", "Spalte »note« von Relation »books« existiert nicht",
        "リレーション\"books\"の列\"note\"は存在しません", "关系 \"books\" 的 \"note\" 字段不存在"}) {
    const auto error = raised<UndefinedColumn>(failure("42703", message, insert));
    EXPECT_EQ(error.table(), "books") << message;
    EXPECT_THAT(error.columns(), ElementsAre("note")) << message;
  }
  EXPECT_THAT(raised<InvalidValue>(failure("22P02", "ungültige Eingabesyntax für Typ integer: »geheim«")).what(),
              Not(HasSubstr("geheim")));
}

Failure foreign_key(std::string message, std::string detail, std::string table) {
  Failure made = failure("23503", std::move(message));
  made.detail = std::move(detail);
  made.table = std::move(table);
  made.constraint = "fk";
  return made;
}

TEST(PostgresqlMessages, AMissingTargetIsToldFromARowThatIsNeeded) {
  const Failure missing[] = {
      foreign_key("insert or update on table \"books\" violates foreign key constraint \"fk\"",
                  "Key (author)=(9) is not present in table \"users\".", "books"),
      foreign_key("Einfügen oder Aktualisieren in Tabelle »books« verletzt Fremdschlüssel-Constraint »fk«",
                  "Schlüssel (author)=(9) ist nicht in Tabelle »users« vorhanden.", "books"),
      foreign_key("テーブル\"books\"への挿入、更新は外部キー制約\"fk\"に違反しています",
                  "テーブル\"users\"にキー(author)=(9)がありません", "books"),
  };
  for (const Failure& each : missing) {
    const auto error = raised<ForeignKeyViolation>(each);
    EXPECT_THAT(error.what(), HasSubstr("books.author points to a row of users that does not exist")) << each.message;
    EXPECT_THAT(error.columns(), ElementsAre("author"));
  }
  const Failure needed[] = {
      foreign_key("update or delete on table \"users\" violates foreign key constraint \"fk\" on table \"books\"",
                  "Key (id)=(1) is still referenced from table \"books\".", "books"),
      foreign_key(
          "Aktualisieren oder Löschen in Tabelle »users« verletzt Fremdschlüssel-Constraint »fk« von Tabelle »books«",
          "Auf Schlüssel (id)=(1) wird noch aus Tabelle »books« verwiesen.", "books"),
      foreign_key(
          "UPDATE ou DELETE sur la table « users » viole la contrainte de clé étrangère « fk » de la table « books »",
          "La clé (id)=(1) est toujours référencée à partir de la table « books ».", "books"),
  };
  for (const Failure& each : needed) {
    EXPECT_THAT(raised<ForeignKeyViolation>(each).what(), HasSubstr("rows of books still point to this row of users"))
        << each.message;
  }
  const Failure of_itself =
      foreign_key("Einfügen oder Aktualisieren in Tabelle »nodes« verletzt Fremdschlüssel-Constraint »fk«",
                  "Schlüssel (parent)=(9) ist nicht in Tabelle »nodes« vorhanden.", "nodes");
  EXPECT_THAT(raised<ForeignKeyViolation>(of_itself).what(), HasSubstr("does not exist"));
}

}  // namespace
}  // namespace rowan::postgresql
