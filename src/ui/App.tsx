export function App() {
  return (
    <main>
      <h1>Forklab</h1>
    </main>
  );
}
