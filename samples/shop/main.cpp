// The command line of the shop: `shop --help` lists the commands.
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "buying.hpp"
#include "catalogue.hpp"
#include "errors.hpp"
#include "pages.hpp"
#include "seeds.hpp"

namespace {

struct Options {
  std::string database = "sqlite://shop.db";
  std::optional<std::string> who;  ///< at work, for the audit
  std::string email, product, text, price;
  std::vector<std::string> wishes;
  std::int64_t order = 0, pieces = 0;
};

std::int64_t pieces_of(const std::string& wish, std::string_view text) {
  std::int64_t pieces = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), pieces);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size())
    throw shop::ShopError("'" + wish + "' should be a product, or a product and a number: Rake:2");
  return pieces;
}

// "Rake" or "Rake:2"; wishes for the same product add up.
shop::Basket basket_of(const std::vector<std::string>& wishes) {
  shop::Basket basket;
  for (const std::string& wish : wishes) {
    const auto colon = wish.rfind(':');
    if (colon == std::string::npos) {
      ++basket[wish];
    } else {
      basket[wish.substr(0, colon)] += pieces_of(wish, wish.substr(colon + 1));
    }
  }
  return basket;
}

void buy(const Options& options) {
  const shop::Order order = shop::buy(options.email, basket_of(options.wishes));
  shop::show_order(order.id);
}

void move_order(const Options& options, void (*change)(shop::Order&)) {
  shop::Order order = shop::Order::find(options.order);
  change(order);
  shop::show_order(order.id);
}

void comment(const Options& options) {
  shop::Comment comment;
  comment.text = options.text;
  if (options.product.empty()) {
    comment.subject = shop::Order::find(options.order);
  } else {
    comment.subject = shop::product_called(options.product);
  }
  comment.save_or_throw();
}

void history(const Options& options) {
  if (options.product.empty()) {
    shop::show_history(shop::Order::find(options.order));
  } else {
    shop::show_history(shop::Product::unscoped().where(shop::Product::c.name == options.product).sole());
  }
}

void set_price(const Options& options) {
  shop::Product product = shop::product_called(options.product);
  shop::set_price(product, rowan::Decimal(options.price));
}

void restock(const Options& options) {
  shop::Product product = shop::product_called(options.product);
  shop::restock(product, options.pieces);
}

void stop_selling(const Options& options) {
  shop::Product product = shop::product_called(options.product);
  shop::stop_selling(product);
}

using Command = std::function<void(const Options&)>;

// Declares what can be said on the command line.
class CommandLine {
 public:
  CommandLine(CLI::App& app, Options& options, Command& chosen) : app_(app), options_(options), chosen_(chosen) {}
  void declare() {
    app_.add_option("-d,--database", options_.database, "Its URL; missing tables are created")->capture_default_str();
    app_.add_option("-w,--who", options_.who, "Who is at work: the history of products and orders tells");
    app_.require_subcommand(1);
    add("seed", "Fill a new shop with products, customers and orders", [](auto&) { shop::plant_seeds(); });
    add_orders();
    add_products();
    add_comments();
    add("report", "What was earned", [](auto&) { shop::show_reports(); });
  }

 private:
  void add_orders() {
    CLI::App* const buying = add("buy", "Buy products", buy);
    buying->add_option("email", options_.email, "The customer's address")->required();
    buying->add_option("products", options_.wishes, "Rake, or Rake:2 for two")->required();
    add_of_order("order", "Show an order", [](shop::Order&) {});
    add_of_order("pay", "An order is paid", shop::pay);
    add_of_order("send", "An order is sent", shop::send);
    add_of_order("cancel", "Cancel an order: its pieces go back into the stock", shop::cancel);
  }
  void add_products() {
    add("products", "What is for sale", [](auto&) { shop::show_products(); });
    add_of_product("price", "Set the price of a product", set_price)->add_option("price", options_.price)->required();
    CLI::App* const stocking = add_of_product("restock", "Add pieces to the stock of a product", restock);
    stocking->add_option("pieces", options_.pieces)->required();
    add_of_product("stop-selling", "Orders go on showing the product", stop_selling);
    add_of_product("sell-again", "Sell a product as before", [](auto& given) { shop::sell_again(given.product); });
  }
  void add_comments() {
    CLI::App* const saying = add("comment", "Say something about a product or an order", comment);
    saying->add_option("text", options_.text)->required();
    let_choose(*saying);
    let_choose(*add("history", "Who did what to a product or an order", history));
  }

  CLI::App* add(const char* name, const char* does, Command run) {
    return app_.add_subcommand(name, does)->callback([this_one = std::move(run), &chosen = chosen_] {
      chosen = this_one;
    });
  }
  void add_of_order(const char* name, const char* does, void (*change)(shop::Order&)) {
    CLI::App* const added = add(name, does, [change](const Options& given) { move_order(given, change); });
    added->add_option("order", options_.order, "Its number")->required();
  }
  CLI::App* add_of_product(const char* name, const char* does, Command run) {
    CLI::App* const added = add(name, does, std::move(run));
    added->add_option("product", options_.product, "Its name")->required();
    return added;
  }
  void let_choose(CLI::App& added) {
    CLI::Option_group* const subject = added.add_option_group("subject");
    subject->add_option("-p,--product", options_.product, "The name of a product");
    subject->add_option("-o,--order", options_.order, "The number of an order");
    subject->require_option(1);
  }

  CLI::App& app_;
  Options& options_;
  Command& chosen_;
};

void run(const Options& options, const Command& command) {
  auto database = rowan::connect(options.database);
  shop::create_tables(database);
  const auto audit = rowan::audit<shop::Change, shop::Product, shop::Order>([&] { return options.who; });
  command(options);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("A small shop.", "shop");
  Options options;
  Command command;
  CommandLine(app, options, command).declare();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    run(options, command);
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return 1;
  }
}
