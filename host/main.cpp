// The command line of siding.
#include <exception>
#include <iostream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "server/commands.hpp"

namespace {

using siding::ExitCode;

struct Arguments {
  std::string config = "routes.yaml";
  siding::config::Overrides overrides;
  bool test_only = false;
  bool init = false;
  bool json = false;
  siding::server::ServeOptions serve;
  siding::server::SupervisorChoice choice;
  std::vector<std::string> tables;
  std::string plugin_file;
  std::string address;
  siding::server::lab::Options lab;
};

void add_config_options(CLI::App& command, Arguments& arguments) {
  command.add_option("-c,--config", arguments.config, "The route table")->capture_default_str();
  command.add_option("--plugin-dir", arguments.overrides.plugin_dir, "Where plugin libraries are");
}

void add_serve(CLI::App& app, Arguments& arguments) {
  CLI::App* const command = app.add_subcommand("serve", "Serve the routes");
  add_config_options(*command, arguments);
  command->add_flag("-t", arguments.test_only, "Check the file and the plugins only, as `check` does");
  command->add_option("--host", arguments.overrides.host, "Address to listen on, instead of the file's");
  command->add_option("--port", arguments.overrides.port, "Port to listen on, 0 for any free one");
  command->add_option(
      "--admin", arguments.overrides.admin,
      "Where health, metrics and the dashboard are, instead of the file's `server.admin`: an address, or off");
  command->add_option("--loops", arguments.overrides.loops, "Event loops, 0 for one per core");
  command->add_option("--log-level", arguments.overrides.log_level, "trace, debug, info, warn, error or critical");
  command->add_option("--pid-file", arguments.serve.pid_file, "Has the number of this process while it serves");
  command->add_flag("--no-supervisor", arguments.serve.alone, "One process only, for debuggers: no restart, no reload");
  command->add_option("--supervised", arguments.serve.inheritance)->group("");  // how the supervisor starts a process
}

void add_choice(CLI::App& command, Arguments& arguments) {
  command.add_option("-c,--config", arguments.choice.config, "The route table that it serves");
  command.add_option("--pid", arguments.choice.pid, "Its process: that of `siding serve`");
  command.add_option("--pid-file", arguments.choice.pid_file, "The file that has it");
}

void add_reload(CLI::App& app, Arguments& arguments) {
  CLI::App* const reload = app.add_subcommand(
      "reload", "Have a running server take its table and its plugins anew, without losing a request");
  add_choice(*reload, arguments);
  CLI::App* const diff = app.add_subcommand("diff", "What a reload would change, or what differs between two tables");
  diff->add_option("TABLES", arguments.tables, "OLD and NEW; without them: what is served, and its file")->expected(2);
  add_choice(*diff, arguments);
  diff->add_option("--plugin-dir", arguments.overrides.plugin_dir, "Where plugin libraries are");
}

void add_lab(CLI::App& app, Arguments& arguments) {
  CLI::App* const command = app.add_subcommand(
      "lab", "Put a load on one route in each mode of its handler, which really runs, and say which mode to write");
  add_config_options(*command, arguments);
  auto& lab = arguments.lab;
  command->add_option("ROUTE", lab.route, "Its name, its pattern, or a path such as '/orders/7?all=1'")->required();
  command->add_option("-n,--requests", lab.requests, "How many, in each mode; three times when they take less than 1 s")
      ->check(CLI::Range(1u, 1'000'000u))
      ->capture_default_str();
  command->add_option("--concurrency", lab.concurrency, "How many of them at once")
      ->check(CLI::Range(1u, 10'000u))
      ->capture_default_str();
  // One value for each time it is written: a list would take ROUTE too.
  command->add_option("--param", lab.params, "name=value, of the path; else 1, a nil UUID or x")
      ->expected(1)
      ->take_all();
  command->add_option("--header", lab.headers, "'Name: value'")->expected(1)->take_all();
  command->add_option("--body", lab.body, "Content of each request");
  command->add_option("--timeout", lab.timeout, "For the load of each mode")->capture_default_str();
  command->add_option("--loops", arguments.overrides.loops, "Event loops, 0 for one per core");
  command->add_option("--log-level", arguments.overrides.log_level, "Shows the server's log from that level on");
  command->add_flag("--json", lab.json, "As JSON");
}

ExitCode run(CLI::App& app, const Arguments& arguments) {
  using namespace siding::server;
  if (app.got_subcommand("serve")) {
    return arguments.test_only ? check(arguments.config, arguments.overrides, false)
                               : serve(arguments.config, arguments.overrides, arguments.serve);
  }
  if (app.got_subcommand("reload")) return reload(arguments.choice);
  if (app.got_subcommand("diff")) {
    return arguments.tables.empty() ? diff_running(arguments.choice, arguments.overrides)
                                    : diff_files(arguments.tables[0], arguments.tables[1], arguments.overrides);
  }
  if (app.got_subcommand("check")) return check(arguments.config, arguments.overrides, arguments.init);
  if (app.got_subcommand("routes")) return list_routes(arguments.config, arguments.overrides, arguments.json);
  if (app.got_subcommand("doctor")) {
    return doctor(arguments.config, arguments.overrides, arguments.address, arguments.json);
  }
  if (app.got_subcommand("lab")) return lab_route(arguments.config, arguments.overrides, arguments.lab);
  return inspect_plugin(arguments.plugin_file, arguments.json);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  arguments.serve.command.assign(argv, argv + argc);
  CLI::App app("An HTTP server whose routes are shared libraries.", "siding");
  app.set_version_flag("-V,--version", siding::server::version_text());
  app.require_subcommand(1);
  add_serve(app, arguments);

  CLI::App* const check = app.add_subcommand("check", "Check the file and the plugins without serving");
  add_config_options(*check, arguments);
  check->add_flag("--init", arguments.init, "Initialise each plugin too");

  CLI::App* const routes = app.add_subcommand(
      "routes",
      "List the routes as the file has them. What a running server does with them - stalls, demotions, pools - it "
      "writes to its log on SIGUSR2: kill -USR2 PID");
  add_config_options(*routes, arguments);
  routes->add_flag("--json", arguments.json, "As JSON");

  add_reload(app, arguments);
  add_lab(app, arguments);

  CLI::App* const doctor =
      app.add_subcommand("doctor", "What a running server would rather have changed in its file, and why");
  add_config_options(*doctor, arguments);
  doctor->add_option("ADDRESS", arguments.address, "Its `server.admin`, instead of the file's: 127.0.0.1:9901");
  doctor->add_flag("--json", arguments.json, "As JSON");

  CLI::App* const plugins = app.add_subcommand("plugins", "Look at plugin libraries");
  plugins->require_subcommand(1);
  CLI::App* const inspect = plugins->add_subcommand("inspect", "Name, version, ABI, handlers and modes of a plugin");
  inspect->add_option("file", arguments.plugin_file, "The library")->required();
  inspect->add_flag("--json", arguments.json, "As JSON");

  try {
    app.parse(argc, argv);
    return static_cast<int>(run(app, arguments));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::usage);
  } catch (const std::exception& error) {
    std::cerr << "siding: " << error.what() << '\n';
    return static_cast<int>(ExitCode::software);
  }
}
