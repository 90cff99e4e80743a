import org.apache.jena.query.Query;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.TransformCopy;
import org.apache.jena.sparql.algebra.Transformer;
import org.apache.jena.sparql.algebra.op.OpTable;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.Substitute;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.Plan;
import org.apache.jena.sparql.engine.QueryEngineFactory;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.ref.EvaluatorFactory;
import org.apache.jena.sparql.engine.ref.QueryEngineRef;
import org.apache.jena.sparql.engine.ref.RefEval;
import org.apache.jena.sparql.expr.E_Exists;
import org.apache.jena.sparql.expr.E_NotExists;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.expr.ExprTransformCopy;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.function.FunctionEnv;
import org.apache.jena.sparql.syntax.Element;
import org.apache.jena.sparql.util.Context;

/**
 * ARQ's reference engine for the pattern of EXISTS, too: the values of the row are put into it wherever they stand
 * (SPARQL 1.1 Query, section 18.6). ARQ leaves it to its main engine, which does not put them into every group.
 */
final class ReferenceEngine extends QueryEngineRef {
    private ReferenceEngine(Query query, DatasetGraph dataset, Binding input, Context context) {
        super(query, dataset, input, context);
    }

    @Override
    protected Op modifyOp(Op op) {
        return Transformer.transform(new TransformCopy(), new ExprTransformCopy() {
            @Override
            public Expr transform(ExprFunctionOp function, ExprList arguments, Op pattern) {
                return function instanceof E_NotExists ? new NotExists(function.getElement(), pattern)
                        : new Exists(function.getElement(), pattern);
            }
        }, super.modifyOp(op));
    }

    private static boolean matches(Op pattern, Binding row, FunctionEnv environment) {
        ExecutionContext context = ExecutionContext.fromFunctionEnv(environment);
        return !RefEval.eval(EvaluatorFactory.create(context), Substitute.substitute(pattern, row)).isEmpty();
    }

    /** EXISTS { … }; the main engine, which is asked before, has nothing to do. */
    private static final class Exists extends E_Exists {
        private final Op pattern;

        private Exists(Element element, Op pattern) {
            super(element, OpTable.unit());
            this.pattern = pattern;
        }

        @Override
        public Op getGraphPattern() {
            return pattern;
        }

        @Override
        protected NodeValue eval(Binding row, QueryIterator ofMainEngine, FunctionEnv environment) {
            return NodeValue.booleanReturn(matches(pattern, row, environment));
        }

        @Override
        protected Expr copy(Element element, Op pattern) {
            return new Exists(element, pattern);
        }
    }

    /** NOT EXISTS { … }, likewise. */
    private static final class NotExists extends E_NotExists {
        private final Op pattern;

        private NotExists(Element element, Op pattern) {
            super(element, OpTable.unit());
            this.pattern = pattern;
        }

        @Override
        public Op getGraphPattern() {
            return pattern;
        }

        @Override
        protected NodeValue eval(Binding row, QueryIterator ofMainEngine, FunctionEnv environment) {
            return NodeValue.booleanReturn(!matches(pattern, row, environment));
        }

        @Override
        protected Expr copy(Element element, Op pattern) {
            return new NotExists(element, pattern);
        }
    }

    /** Has every query answered by this engine. */
    static final class Factory implements QueryEngineFactory {
        @Override
        public boolean accept(Query query, DatasetGraph dataset, Context context) {
            return true;
        }

        @Override
        public Plan create(Query query, DatasetGraph dataset, Binding input, Context context) {
            return new ReferenceEngine(query, dataset, input, context).getPlan();
        }

        @Override
        public boolean accept(Op op, DatasetGraph dataset, Context context) {
            return false;
        }

        @Override
        public Plan create(Op op, DatasetGraph dataset, Binding input, Context context) {
            throw new UnsupportedOperationException();
        }
    }
}
