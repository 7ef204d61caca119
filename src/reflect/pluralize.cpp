// English plurals. Rules first tried wins: what was declared, the irregular, the uncountable, then endings.
#include <algorithm>
#include <array>
#include <mutex>
#include <unordered_map>

#include "rowan/reflect/naming.hpp"

namespace rowan {
namespace {

using Word = std::string_view;
using Pair = std::pair<Word, Word>;

constexpr std::array irregular{
    Pair{"foot", "feet"},          Pair{"tooth", "teeth"},
    Pair{"goose", "geese"},        Pair{"mouse", "mice"},
    Pair{"louse", "lice"},         Pair{"ox", "oxen"},
    Pair{"datum", "data"},         Pair{"medium", "media"},
    Pair{"criterion", "criteria"}, Pair{"phenomenon", "phenomena"},
    Pair{"bacterium", "bacteria"}, Pair{"curriculum", "curricula"},
    Pair{"addendum", "addenda"},   Pair{"erratum", "errata"},
    Pair{"stratum", "strata"},     Pair{"matrix", "matrices"},
    Pair{"vertex", "vertices"},    Pair{"appendix", "appendices"},
    Pair{"cactus", "cacti"},       Pair{"fungus", "fungi"},
    Pair{"nucleus", "nuclei"},     Pair{"radius", "radii"},
    Pair{"stimulus", "stimuli"},   Pair{"alumnus", "alumni"},
    Pair{"quiz", "quizzes"},       Pair{"whiz", "whizzes"},
    Pair{"die", "dice"},           Pair{"lens", "lenses"},
    Pair{"stomach", "stomachs"},   Pair{"epoch", "epochs"},
    Pair{"monarch", "monarchs"},   Pair{"tech", "techs"},
    Pair{"passerby", "passersby"}, Pair{"elf", "elves"},
    Pair{"hoof", "hooves"},
};

constexpr std::array<Word, 48> uncountable{
    "sheep",    "series",   "species",  "news",       "equipment", "information", "money",     "rice",
    "fish",     "deer",     "aircraft", "spacecraft", "data",      "metadata",    "media",     "software",
    "hardware", "firmware", "feedback", "advice",     "traffic",   "police",      "offspring", "moose",
    "salmon",   "shrimp",   "trout",    "bison",      "luggage",   "furniture",   "music",     "knowledge",
    "research", "evidence", "homework", "weather",    "chassis",   "people",      "children",  "men",
    "women",    "mice",     "geese",    "feet",       "teeth",     "criteria",    "indices"};

// Endings whose compounds follow them: salesperson, grandchild, postman, bookshelf.
constexpr std::array compound{
    Pair{"person", "people"}, Pair{"child", "children"}, Pair{"man", "men"},       Pair{"leaf", "leaves"},
    Pair{"knife", "knives"},  Pair{"life", "lives"},     Pair{"wife", "wives"},    Pair{"half", "halves"},
    Pair{"calf", "calves"},   Pair{"loaf", "loaves"},    Pair{"self", "selves"},   Pair{"shelf", "shelves"},
    Pair{"wolf", "wolves"},   Pair{"thief", "thieves"},  Pair{"sheaf", "sheaves"}, Pair{"scarf", "scarves"},
};
constexpr std::array<Word, 8> not_of_man{"human",  "german",  "roman",  "talisman",
                                         "shaman", "ottoman", "caiman", "norman"};

constexpr std::array<Word, 13> o_with_es{"hero",  "potato",   "tomato",  "echo",   "veto",    "torpedo", "embargo",
                                         "cargo", "mosquito", "buffalo", "domino", "volcano", "tornado"};

template <class List>
bool contains(const List& list, Word word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_vowel(char c) { return Word("aeiou").find(c) != Word::npos; }

bool ends_with_any(Word word, std::initializer_list<Word> endings) {
  return std::any_of(endings.begin(), endings.end(), [&](Word ending) { return word.ends_with(ending); });
}

std::string with_ending(Word word, std::size_t cut, Word ending) {
  return std::string(word.substr(0, word.size() - cut)) + std::string(ending);
}

// "settings", "keys", "photos" are plural; "bus", "alias", "address", "iris" are not.
std::string plural_of_s(Word word) {
  if (ends_with_any(word, {"sis", "xis"})) return with_ending(word, 2, "es");
  if (ends_with_any(word, {"us", "as", "is", "ss"})) return with_ending(word, 0, "es");
  return std::string(word);
}

std::string by_ending(Word word) {
  const char last = word.back();
  const char before = word.size() > 1 ? word[word.size() - 2] : 'a';
  if (last == 's') return plural_of_s(word);
  if (ends_with_any(word, {"x", "z", "ch", "sh"}) || contains(o_with_es, word)) return with_ending(word, 0, "es");
  if (last == 'y' && (!is_vowel(before) || word.ends_with("quy"))) return with_ending(word, 1, "ies");
  return with_ending(word, 0, "s");
}

std::string plural_of(Word word) {
  for (const auto& [singular, plural] : irregular) {
    if (word == singular) return std::string(plural);
  }
  if (contains(uncountable, word)) return std::string(word);
  for (const auto& [singular, plural] : compound) {
    if (word.ends_with(singular) && !contains(not_of_man, word)) return with_ending(word, singular.size(), plural);
  }
  return by_ending(word);
}

struct Declared {
  std::mutex mutex;
  std::unordered_map<std::string, std::string> plurals;
};

Declared& declared() {
  static Declared instance;
  return instance;
}

const std::string* find_declared(const Declared& here, Word word) {
  const auto found = here.plurals.find(std::string(word));
  return found == here.plurals.end() ? nullptr : &found->second;
}

}  // namespace

std::string pluralize(std::string_view name) {
  if (name.empty()) return {};
  const std::size_t cut = name.rfind('_') + 1;  // 0 when there is no underscore
  const std::string_view last = name.substr(cut);
  if (last.empty()) return std::string(name);
  const std::string start(name.substr(0, cut));
  {
    Declared& here = declared();
    const std::scoped_lock lock(here.mutex);
    if (const auto* whole = find_declared(here, name)) return *whole;
    if (const auto* word = find_declared(here, last)) return start + *word;
  }
  return start + plural_of(last);
}

void declare_plural(TextArgument singular, TextArgument plural) {
  Declared& here = declared();
  const std::scoped_lock lock(here.mutex);
  here.plurals.insert_or_assign(std::string(singular), std::string(plural));
}

}  // namespace rowan
