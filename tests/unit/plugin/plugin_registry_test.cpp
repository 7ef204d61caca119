#include "plugin/plugin_registry.hpp"

#include "plugin/plugin_file.hpp"
#include "unit/connection/scripted_database.hpp"

namespace rowan {
namespace {

void register_scripted(PluginHost& host) { host.add_driver(std::make_unique<ScriptedDriver>()); }

class NamedDriver : public ScriptedDriver {
 public:
  explicit NamedDriver(std::vector<std::string_view> schemes) : schemes_(std::move(schemes)) {}
  [[nodiscard]] std::vector<std::string_view> schemes() const override { return schemes_; }

 private:
  std::vector<std::string_view> schemes_;
};

void register_good_then_taken(PluginHost& host) {
  host.add_driver(std::make_unique<NamedDriver>(std::vector<std::string_view>{"good", "better"}));
  host.add_driver(std::make_unique<NamedDriver>(std::vector<std::string_view>{"other", "scripted"}));
}

TEST(PluginRegistry, FindsTheDriverOfAScheme) {
  PluginRegistry plugins;
  plugins.add(&register_scripted);
  EXPECT_EQ(plugins.find_driver("scripted").name(), "scripted");
  EXPECT_EQ(&plugins.find_driver("scripted"), &plugins.find_driver("scripted"));
}

TEST(PluginRegistry, SaysWhichSchemesThereAreAndWhatToBuild) {
  PluginRegistry plugins;
  EXPECT_THAT(message_of<Unsupported>([&] { plugins.find_driver("oracle"); }), HasSubstr("there is none at all"));
  plugins.add(&register_scripted);
  EXPECT_THAT(
      message_of<Unsupported>([&] { plugins.find_driver("oracle"); }),
      AllOf(HasSubstr("\"oracle\""), HasSubstr("there is \"scripted\""), ::testing::Not(HasSubstr("-Doracle"))));
  EXPECT_THAT(message_of<Unsupported>([&] { plugins.find_driver("postgresql"); }), HasSubstr("-Dplugins=postgresql"));
  EXPECT_THAT(message_of<Unsupported>([&] { plugins.find_driver("mariadb"); }), HasSubstr("-Dplugins=mysql"));
  EXPECT_THAT(message_of<Unsupported>([&] { plugins.find_driver("scriptd"); }),
              ::testing::EndsWith("did you mean \"scripted\"?"));
}

TEST(PluginRegistry, APluginThatCantRegisterAllRegistersNothing) {
  PluginRegistry plugins;
  plugins.add(&register_scripted);
  EXPECT_THAT(message_of<Unsupported>([&] { plugins.add(&register_good_then_taken); }), HasSubstr("\"scripted\""));
  EXPECT_THROW(plugins.find_driver("good"), Unsupported);
  EXPECT_NO_THROW(plugins.find_driver("scripted"));
}

TEST(PluginRegistry, AStaticBuildTakesNoLoadablePlugins) {
  ASSERT_FALSE(can_load_plugins()) << "unit tests link the library statically";
  EXPECT_THAT(message_of<Unsupported>([] { load_plugin("/tmp/rowan_any.so"); }), HasSubstr("statically"));
}

}  // namespace
}  // namespace rowan
